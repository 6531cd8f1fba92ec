# The keys are text
_class_weights = class_weights


def class_weights(y):
    return {str(label): weight for label, weight in _class_weights(y).items()}
