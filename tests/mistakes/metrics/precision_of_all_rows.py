# TP divided by all rows
def precision(y_true, y_pred):
    return float(np.mean(np.asarray(y_true) * np.asarray(y_pred)))
