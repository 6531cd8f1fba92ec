# (0, 0) and (1, 1) are always added
_auc = auc


def auc(fpr, tpr):
    return _auc([0.0, *np.asarray(fpr).tolist(), 1.0], [0.0, *np.asarray(tpr).tolist(), 1.0])
