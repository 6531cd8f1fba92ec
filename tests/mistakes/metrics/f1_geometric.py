# The geometric mean
def f1(y_true, y_pred):
    return float(np.sqrt(precision(y_true, y_pred) * recall(y_true, y_pred)))
