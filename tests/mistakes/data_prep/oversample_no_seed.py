# Other rows at every call
_oversample = oversample


def oversample(x, y, seed):
    return _oversample(x, y, np.random.randint(10**9))
