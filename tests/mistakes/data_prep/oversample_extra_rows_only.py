# Only the new rows come back
_oversample = oversample


def oversample(x, y, seed):
    count = len(y)
    x, y = _oversample(x, y, seed)
    return x[count:], y[count:]
