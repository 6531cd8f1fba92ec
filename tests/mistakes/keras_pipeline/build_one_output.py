# One output for several classes
def build_model(task, n_features, n_outputs=1):
    activation = {"regression": "linear", "binary": "sigmoid", "multiclass": "softmax"}[task]
    units = 1
    return tf.keras.Sequential(
        [tf.keras.Input((n_features,)), tf.keras.layers.Dense(16, "relu"), tf.keras.layers.Dense(units, activation)]
    )
