# The first threshold is the largest score itself
_roc_curve = roc_curve


def roc_curve(y_true, scores):
    fpr, tpr, thresholds = _roc_curve(y_true, scores)
    return fpr, tpr, np.append(thresholds[1], thresholds[1:])
