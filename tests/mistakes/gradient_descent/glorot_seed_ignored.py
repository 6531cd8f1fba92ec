# The seed is not used
def glorot_uniform(fan_in, fan_out, seed):
    limit = np.sqrt(6 / (fan_in + fan_out))
    return np.random.default_rng().uniform(-limit, limit, (fan_in, fan_out)).astype(np.float32)
