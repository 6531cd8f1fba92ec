# The output layer is called on the inputs, past the hidden layer
def build_functional(task, n_features, n_outputs=1):
    inputs = tf.keras.Input((n_features,))
    hidden = tf.keras.layers.Dense(32, activation="relu")
    hidden(inputs)
    return tf.keras.Model(inputs, output_layer(task, n_outputs)(inputs))
