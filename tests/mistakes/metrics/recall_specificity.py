# The share of class 0 that is found
def recall(y_true, y_pred):
    (true_negatives, false_positives), _ = confusion_matrix(y_true, y_pred, 2)
    return float(true_negatives / max(1, true_negatives + false_positives))
