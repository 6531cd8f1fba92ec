# The smaller of both
def f1(y_true, y_pred):
    return min(precision(y_true, y_pred), recall(y_true, y_pred))
