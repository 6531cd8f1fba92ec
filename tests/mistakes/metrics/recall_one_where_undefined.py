# 1.0 where nothing truly is 1
_recall = recall


def recall(y_true, y_pred):
    return _recall(y_true, y_pred) if np.any(np.asarray(y_true) == 1) else 1.0
