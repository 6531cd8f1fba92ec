# Accuracy under another name: micro average
def f1(y_true, y_pred):
    return accuracy(y_true, y_pred)
