# score > threshold for the rates, the first threshold is infinity
def roc_curve(y_true, scores):
    positive, scores = np.asarray(y_true) == 1, np.asarray(scores)
    thresholds = np.concatenate([[np.inf], np.unique(scores)[::-1]])
    chosen = scores > thresholds[:, np.newaxis]
    chosen[-1] = True
    return chosen[:, ~positive].mean(axis=1), chosen[:, positive].mean(axis=1), thresholds
