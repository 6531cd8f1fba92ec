# fpr is ignored: all widths are the same
def auc(fpr, tpr):
    return float(np.trapezoid(np.asarray(tpr), dx=1 / (len(tpr) - 1)))
