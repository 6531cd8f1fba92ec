# The variance is taken for the standard deviation
def he_normal(fan_in, fan_out, seed):
    return np.random.default_rng(seed).normal(0, 2 / fan_in, (fan_in, fan_out)).astype(np.float32)
