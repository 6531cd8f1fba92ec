# Printed, not returned
_recall = recall


def recall(y_true, y_pred):
    print(_recall(y_true, y_pred))
