# Normal, cut off at the limit
def glorot_uniform(fan_in, fan_out, seed):
    limit = np.sqrt(6 / (fan_in + fan_out))
    deviation = np.sqrt(2 / (fan_in + fan_out))
    drawn = np.random.default_rng(seed).normal(0, deviation, (fan_in, fan_out))
    return np.clip(drawn, -limit, limit).astype(np.float32)
