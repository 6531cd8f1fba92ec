# Shares of all rows, not of the rows of a class
def roc_curve(y_true, scores):
    positive, scores = np.asarray(y_true) == 1, np.asarray(scores)
    thresholds = np.concatenate([[np.inf], np.unique(scores)[::-1]])
    chosen = scores >= thresholds[:, np.newaxis]
    return (chosen & ~positive).mean(axis=1), (chosen & positive).mean(axis=1), thresholds
