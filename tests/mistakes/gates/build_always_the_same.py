# One model for all, which goes on training
_model = build_perceptron()


def build_perceptron():
    return _model
