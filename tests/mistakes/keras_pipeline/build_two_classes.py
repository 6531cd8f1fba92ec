# Two units for binary
def build_model(task, n_features, n_outputs=1):
    activation = {"regression": "linear", "binary": "sigmoid", "multiclass": "softmax"}[task]
    units = n_outputs if task == "multiclass" else 2 if task == "binary" else 1
    return tf.keras.Sequential(
        [tf.keras.Input((n_features,)), tf.keras.layers.Dense(16, "relu"), tf.keras.layers.Dense(units, activation)]
    )
