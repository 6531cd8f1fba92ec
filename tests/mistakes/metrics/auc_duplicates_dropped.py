# Of points with the same fpr only the first counts
_auc = auc


def auc(fpr, tpr):
    fpr, first = np.unique(np.asarray(fpr), return_index=True)
    return _auc(fpr, np.asarray(tpr)[first])
