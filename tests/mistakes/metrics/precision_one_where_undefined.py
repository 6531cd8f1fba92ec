# 1.0 where nothing is predicted as 1
_precision = precision


def precision(y_true, y_pred):
    return _precision(y_true, y_pred) if np.any(np.asarray(y_pred) == 1) else 1.0
