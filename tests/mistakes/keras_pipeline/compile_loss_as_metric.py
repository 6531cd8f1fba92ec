# The loss again as the metric
def compile_model(model, task):
    losses = {"regression": "mse", "binary": "binary_crossentropy", "multiclass": "categorical_crossentropy"}
    model.compile(optimizer="rmsprop", loss=losses[task], metrics=[losses[task]])
    return model
