# Sorts both coordinates, each for itself
_auc = auc


def auc(fpr, tpr):
    return _auc(np.sort(np.asarray(fpr)), np.sort(np.asarray(tpr)))
