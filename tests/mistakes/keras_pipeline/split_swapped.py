# The order is training, test, validation
_split = split


def split(x, y, *, validation, test, seed):
    training, held_out, testing = _split(x, y, validation=validation, test=test, seed=seed)
    return training, testing, held_out
