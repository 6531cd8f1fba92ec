# The mean of tpr, as if all widths were the same
def auc(fpr, tpr):
    return float(np.mean(tpr))
