# Only the training set comes back
_standardize = standardize


def standardize(train, other):
    return _standardize(train, other)[0]
