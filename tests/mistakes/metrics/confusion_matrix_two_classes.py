# Two classes only
_confusion_matrix = confusion_matrix


def confusion_matrix(y_true, y_pred, n_classes):
    return _confusion_matrix(np.minimum(y_true, 1), np.minimum(y_pred, 1), 2)
