# fan_out instead of fan_in
def he_normal(fan_in, fan_out, seed):
    return np.random.default_rng(seed).normal(0, np.sqrt(2 / fan_out), (fan_in, fan_out)).astype(np.float32)
