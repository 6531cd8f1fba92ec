# Equal pairs count once: += with repeated indices
def confusion_matrix(y_true, y_pred, n_classes):
    matrix = np.zeros((n_classes, n_classes), int)
    matrix[np.asarray(y_true), np.asarray(y_pred)] += 1
    return matrix
