# The mean absolute error
def compile_model(model, task):
    losses = {"regression": "mae", "binary": "binary_crossentropy", "multiclass": "categorical_crossentropy"}
    model.compile(optimizer="rmsprop", loss=losses[task], metrics=["acc"])
    return model
