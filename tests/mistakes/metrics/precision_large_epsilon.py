# A smoothing term so large that values change
def precision(y_true, y_pred):
    (_, false_positives), (_, true_positives) = confusion_matrix(y_true, y_pred, 2)
    return float(true_positives / (true_positives + false_positives + 1e-3))
