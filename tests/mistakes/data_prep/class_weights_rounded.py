# Rounded to two digits
_class_weights = class_weights


def class_weights(y):
    return {label: round(weight, 2) for label, weight in _class_weights(y).items()}
