# Each number of a one-hot row is counted
def compile_model(model, task):
    losses = {"regression": "mse", "binary": "binary_crossentropy", "multiclass": "categorical_crossentropy"}
    model.compile(optimizer="rmsprop", loss=losses[task], metrics=["binary_accuracy"])
    return model
