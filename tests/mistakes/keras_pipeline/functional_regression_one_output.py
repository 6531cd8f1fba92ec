# Always one output for a regression
def build_functional(task, n_features, n_outputs=1):
    inputs = tf.keras.Input((n_features,))
    last = tf.keras.layers.Dense(1) if task == "regression" else output_layer(task, n_outputs)
    return tf.keras.Model(inputs, last(tf.keras.layers.Dense(16, "relu")(inputs)))
