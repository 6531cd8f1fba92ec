# Counts above 255 do not fit
def confusion_matrix(y_true, y_pred, n_classes):
    matrix = np.zeros((n_classes, n_classes), np.uint8)
    for row, column in zip(np.asarray(y_true), np.asarray(y_pred), strict=True):
        matrix[row, column] += 1
    return matrix
