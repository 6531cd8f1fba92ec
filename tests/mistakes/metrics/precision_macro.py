# The mean over both classes
_precision = precision


def precision(y_true, y_pred):
    return (_precision(y_true, y_pred) + _precision(1 - np.asarray(y_true), 1 - np.asarray(y_pred))) / 2
