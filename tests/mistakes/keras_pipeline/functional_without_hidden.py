# No hidden layer
def build_functional(task, n_features, n_outputs=1):
    inputs = tf.keras.Input((n_features,))
    return tf.keras.Model(inputs, output_layer(task, n_outputs)(inputs))
