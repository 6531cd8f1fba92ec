# 0 / 0 where nothing is predicted as 1
def precision(y_true, y_pred):
    (_, false_positives), (_, true_positives) = confusion_matrix(y_true, y_pred, 2)
    with np.errstate(all="ignore"):
        return float(true_positives / (true_positives + false_positives))


def f1(y_true, y_pred):
    p, r = np.nan_to_num([precision(y_true, y_pred), recall(y_true, y_pred)])
    return 2 * p * r / (p + r) if p + r else 0.0
