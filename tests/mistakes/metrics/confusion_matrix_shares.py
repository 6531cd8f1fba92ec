# Shares of each row instead of counts
_confusion_matrix = confusion_matrix


def confusion_matrix(y_true, y_pred, n_classes):
    counts = _confusion_matrix(y_true, y_pred, n_classes)
    return counts / np.maximum(1, counts.sum(axis=1, keepdims=True))
