# Eleven fixed thresholds from 1 to 0
def roc_curve(y_true, scores):
    positive, scores = np.asarray(y_true) == 1, np.asarray(scores)
    thresholds = np.concatenate([[np.inf], np.linspace(1, 0, 11)])
    chosen = scores >= thresholds[:, np.newaxis]
    return chosen[:, ~positive].mean(axis=1), chosen[:, positive].mean(axis=1), thresholds
