# binary_crossentropy for several classes
def compile_model(model, task):
    losses = {"regression": "mse", "binary": "binary_crossentropy", "multiclass": "binary_crossentropy"}
    model.compile(optimizer="rmsprop", loss=losses[task], metrics=["acc"])
    return model
