# mse for every task
def compile_model(model, task):
    losses = {"regression": "mse", "binary": "mse", "multiclass": "mse"}
    model.compile(optimizer="rmsprop", loss=losses[task], metrics=["acc"])
    return model
