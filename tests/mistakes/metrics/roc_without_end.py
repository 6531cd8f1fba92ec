# The point (1, 1) is missing
_roc_curve = roc_curve


def roc_curve(y_true, scores):
    return tuple(numbers[:-1] for numbers in _roc_curve(y_true, scores))
