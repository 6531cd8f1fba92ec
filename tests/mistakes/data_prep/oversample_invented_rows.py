# The extra rows are changed a little
_oversample = oversample


def oversample(x, y, seed):
    count = len(y)
    x, y = _oversample(x, y, seed)
    noise = np.random.default_rng(seed).normal(size=x.shape).astype(x.dtype)
    noise[:count] = 0
    return x + noise, y
