# The validation set is a fraction of what the test set leaves
_split = split


def split(x, y, *, validation, test, seed):
    return _split(x, y, validation=validation * (1 - test), test=test, seed=seed)
