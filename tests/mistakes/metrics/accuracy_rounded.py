# Rounded to two digits
_accuracy = accuracy


def accuracy(y_true, y_pred):
    return round(_accuracy(y_true, y_pred), 2)
