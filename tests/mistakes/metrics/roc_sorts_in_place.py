# Sorts the caller's scores
_roc_curve = roc_curve


def roc_curve(y_true, scores):
    result = _roc_curve(y_true, scores)
    if isinstance(scores, np.ndarray):
        scores.sort()
    return result
