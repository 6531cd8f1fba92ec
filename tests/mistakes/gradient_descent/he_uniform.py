# Uniform with the right variance
def he_normal(fan_in, fan_out, seed):
    limit = np.sqrt(6 / fan_in)
    return np.random.default_rng(seed).uniform(-limit, limit, (fan_in, fan_out)).astype(np.float32)
