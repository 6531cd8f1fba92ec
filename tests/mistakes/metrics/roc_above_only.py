# score > threshold instead of >=
def roc_curve(y_true, scores):
    positive, scores = np.asarray(y_true) == 1, np.asarray(scores)
    thresholds = np.concatenate([np.unique(scores)[::-1], [-np.inf]])
    chosen = scores > thresholds[:, np.newaxis]
    return chosen[:, ~positive].mean(axis=1), chosen[:, positive].mean(axis=1), thresholds
