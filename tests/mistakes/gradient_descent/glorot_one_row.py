# One row, repeated
def glorot_uniform(fan_in, fan_out, seed):
    limit = np.sqrt(6 / (fan_in + fan_out))
    row = np.random.default_rng(seed).uniform(-limit, limit, (1, fan_out))
    return np.repeat(row, fan_in, axis=0).astype(np.float32)
