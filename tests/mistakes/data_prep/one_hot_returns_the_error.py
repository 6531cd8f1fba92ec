# The error is returned, not raised
_one_hot = one_hot


def one_hot(labels, n_classes):
    try:
        return _one_hot(labels, n_classes)
    except ValueError as error:
        return error
