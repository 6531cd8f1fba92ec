# Rows with the same score move one by one
def roc_curve(y_true, scores):
    y_true, scores = np.asarray(y_true), np.asarray(scores)
    order = np.argsort(-scores, kind="stable")
    tpr = np.append(0, np.cumsum(y_true[order]) / y_true.sum())
    fpr = np.append(0, np.cumsum(1 - y_true[order]) / (1 - y_true).sum())
    return fpr, tpr, np.append(np.inf, scores[order])
