# All x first, then all y
_split = split


def split(x, y, *, validation, test, seed):
    return tuple(zip(*_split(x, y, validation=validation, test=test, seed=seed), strict=True))
