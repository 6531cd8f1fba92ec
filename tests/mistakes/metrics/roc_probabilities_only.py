# Starts at the threshold 2, which is above probabilities only
_roc_curve = roc_curve


def roc_curve(y_true, scores):
    fpr, tpr, thresholds = _roc_curve(y_true, scores)
    return fpr, tpr, np.append(2.0, thresholds[1:])
