# Minus the area
_auc = auc


def auc(fpr, tpr):
    return -_auc(fpr, tpr)
