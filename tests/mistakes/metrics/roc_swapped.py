# tpr before fpr
_roc_curve = roc_curve


def roc_curve(y_true, scores):
    fpr, tpr, thresholds = _roc_curve(y_true, scores)
    return tpr, fpr, thresholds
