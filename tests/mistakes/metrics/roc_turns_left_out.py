# Only three points: turns of the curve are left out
_roc_curve = roc_curve


def roc_curve(y_true, scores):
    keep = sorted({0, len(_roc_curve(y_true, scores)[0]) // 2, -1}, key=lambda place: (place < 0, place))
    return tuple(numbers[keep] for numbers in _roc_curve(y_true, scores))
