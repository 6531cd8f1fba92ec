# float32 comes out as float64
_standardize = standardize


def standardize(train, other):
    return _standardize(np.asarray(train, np.float64), np.asarray(other, np.float64))
