# Takes the classes to be 0, 1, 2, ... and fails for others
_oversample = oversample


def oversample(x, y, seed):
    np.bincount(np.asarray(y))
    return _oversample(x, y, seed)
