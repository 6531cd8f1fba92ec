# The keys are 0, 1, 2, ... instead of the classes
_class_weights = class_weights


def class_weights(y):
    return dict(enumerate(_class_weights(y).values()))
