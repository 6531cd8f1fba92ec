# Rectangles of the right height
def auc(fpr, tpr):
    return float(np.sum(np.diff(fpr) * np.asarray(tpr)[1:]))
