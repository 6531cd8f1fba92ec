# The thresholds do not come back
_roc_curve = roc_curve


def roc_curve(y_true, scores):
    return _roc_curve(y_true, scores)[:2]
