# y loses its columns
_split = split


def split(x, y, *, validation, test, seed):
    y = np.asarray(y)
    return _split(x, y.argmax(axis=1) if y.ndim > 1 else y, validation=validation, test=test, seed=seed)
