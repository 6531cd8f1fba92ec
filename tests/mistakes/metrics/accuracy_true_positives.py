# Only the rows of class 1 that are found
def accuracy(y_true, y_pred):
    return float(np.mean((np.asarray(y_true) == 1) & (np.asarray(y_pred) == 1)))
