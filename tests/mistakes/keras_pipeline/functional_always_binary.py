# The task is not looked at
def build_functional(task, n_features, n_outputs=1):
    inputs = tf.keras.Input((n_features,))
    hidden = tf.keras.layers.Dense(32, activation="relu")(inputs)
    return tf.keras.Model(inputs, output_layer("binary", n_outputs)(hidden))
