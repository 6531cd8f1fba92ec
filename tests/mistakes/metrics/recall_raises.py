# Division by zero where nothing truly is 1
def recall(y_true, y_pred):
    _, (false_negatives, true_positives) = confusion_matrix(y_true, y_pred, 2)
    return int(true_positives) / int(true_positives + false_negatives)
