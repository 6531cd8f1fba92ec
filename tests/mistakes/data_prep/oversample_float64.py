# float32 comes out as float64
_oversample = oversample


def oversample(x, y, seed):
    return _oversample(np.asarray(x, np.float64), y, seed)
