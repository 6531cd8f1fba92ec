# Class 0 is taken for the positive one
_precision = precision


def precision(y_true, y_pred):
    return _precision(1 - np.asarray(y_true), 1 - np.asarray(y_pred))
