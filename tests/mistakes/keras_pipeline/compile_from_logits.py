# The loss expects logits, the model gives probabilities
def compile_model(model, task):
    losses = {
        "regression": "mse",
        "binary": tf.keras.losses.BinaryCrossentropy(from_logits=True),
        "multiclass": "categorical_crossentropy",
    }
    model.compile(optimizer="rmsprop", loss=losses[task], metrics=["acc"])
    return model
