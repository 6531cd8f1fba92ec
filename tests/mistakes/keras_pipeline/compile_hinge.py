# hinge instead of crossentropy
def compile_model(model, task):
    losses = {"regression": "mse", "binary": "hinge", "multiclass": "categorical_hinge"}
    model.compile(optimizer="rmsprop", loss=losses[task], metrics=["acc"])
    return model
