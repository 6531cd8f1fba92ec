# The seed is not used
_split = split


def split(x, y, *, validation, test, seed):
    return _split(x, y, validation=validation, test=test, seed=np.random.randint(2**31))
