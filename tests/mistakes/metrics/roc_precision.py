# Precision instead of tpr
def roc_curve(y_true, scores):
    positive, scores = np.asarray(y_true) == 1, np.asarray(scores)
    thresholds = np.concatenate([[np.inf], np.unique(scores)[::-1]])
    chosen = scores >= thresholds[:, np.newaxis]
    hits = (chosen & positive).sum(axis=1) / np.maximum(1, chosen.sum(axis=1))
    return chosen[:, ~positive].mean(axis=1), hits, thresholds
