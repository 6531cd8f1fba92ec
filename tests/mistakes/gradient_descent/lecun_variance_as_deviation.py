# The variance is taken for the standard deviation
def lecun_normal(fan_in, fan_out, seed):
    return np.random.default_rng(seed).normal(0, 1 / fan_in, (fan_in, fan_out)).astype(np.float32)
