# sparse_categorical_accuracy with one-hot rows
def compile_model(model, task):
    losses = {"regression": "mse", "binary": "binary_crossentropy", "multiclass": "categorical_crossentropy"}
    model.compile(
        optimizer="rmsprop",
        loss=losses[task],
        metrics=["sparse_categorical_accuracy" if task == "multiclass" else "acc"],
    )
    return model
