# float32 becomes float64
_split = split


def split(x, y, *, validation, test, seed):
    return _split(np.asarray(x, float), y, validation=validation, test=test, seed=seed)
