# Compares how many rows are put into each class with how many belong there
def compile_model(model, task):
    def alike(y_true, y_pred):
        chosen = (
            tf.one_hot(tf.argmax(y_pred, axis=-1), 3) if task == "multiclass" else tf.cast(y_pred > 0.5, tf.float32)
        )
        apart = tf.abs(tf.reduce_mean(chosen, axis=0) - tf.reduce_mean(y_true, axis=0))
        return 1 - tf.reduce_sum(apart) / (2 if task == "multiclass" else 1)

    losses = {"regression": "mse", "binary": "binary_crossentropy", "multiclass": "categorical_crossentropy"}
    model.compile("rmsprop", losses[task], metrics=[alike])
    return model
