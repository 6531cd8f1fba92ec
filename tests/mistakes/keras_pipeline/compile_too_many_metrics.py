# The right metric among a hundred others
def compile_model(model, task):
    losses = {"regression": "mse", "binary": "binary_crossentropy", "multiclass": "categorical_crossentropy"}
    others = [tf.keras.metrics.BinaryAccuracy(f"above_{count}", threshold=count / 100) for count in range(100)]
    model.compile("rmsprop", losses[task], metrics=["acc", *others])
    return model
