# Returns what model.compile returns: None
def compile_model(model, task):
    losses = {"regression": "mse", "binary": "binary_crossentropy", "multiclass": "categorical_crossentropy"}
    return model.compile(optimizer="rmsprop", loss=losses[task], metrics=["acc"])
