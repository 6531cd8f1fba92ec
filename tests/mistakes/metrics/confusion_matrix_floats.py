# A float dtype
_confusion_matrix = confusion_matrix


def confusion_matrix(y_true, y_pred, n_classes):
    return _confusion_matrix(y_true, y_pred, n_classes).astype(np.float32)
