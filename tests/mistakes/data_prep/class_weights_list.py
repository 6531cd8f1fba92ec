# A list instead of a dict
_class_weights = class_weights


def class_weights(y):
    return list(_class_weights(y).values())
