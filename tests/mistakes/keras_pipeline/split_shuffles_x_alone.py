# x and y are shuffled apart
_split = split


def split(x, y, *, validation, test, seed):
    x = np.random.default_rng(seed).permutation(np.asarray(x))
    return _split(x, y, validation=validation, test=test, seed=seed)
