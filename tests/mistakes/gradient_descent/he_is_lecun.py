# The variance of LeCun
def he_normal(fan_in, fan_out, seed):
    return np.random.default_rng(seed).normal(0, np.sqrt(1 / fan_in), (fan_in, fan_out)).astype(np.float32)
