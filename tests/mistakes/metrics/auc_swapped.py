# The area to the left of the curve
_auc = auc


def auc(fpr, tpr):
    return _auc(tpr, fpr)
