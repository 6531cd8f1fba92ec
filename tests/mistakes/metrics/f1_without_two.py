# The 2 is missing
_f1 = f1


def f1(y_true, y_pred):
    return _f1(y_true, y_pred) / 2
