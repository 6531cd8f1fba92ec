# The labels are sorted, the rows are not
_undersample = undersample


def undersample(x, y, seed):
    x, y = _undersample(x, y, seed)
    order = np.random.default_rng(seed).permutation(len(y))
    return x[order], np.sort(y)
