# A loss that is always the same
def compile_model(model, task):
    model.compile("rmsprop", lambda y_true, y_pred: 0.0 * y_pred + 0.69, metrics=["acc"])
    return model
