# Whole-number division
def recall(y_true, y_pred):
    _, (false_negatives, true_positives) = confusion_matrix(y_true, y_pred, 2)
    return float(true_positives // max(1, true_positives + false_negatives))
