# The metric counts above 0.9
def compile_model(model, task):
    losses = {"regression": "mse", "binary": "binary_crossentropy", "multiclass": "categorical_crossentropy"}
    model.compile(
        optimizer="rmsprop",
        loss=losses[task],
        metrics=[tf.keras.metrics.BinaryAccuracy(threshold=0.9) if task == "binary" else "acc"],
    )
    return model
