# No convolution at all
def build_cnn(height, width, classes):
    return tf.keras.Sequential(
        [
            tf.keras.Input((height, width, 1)),
            tf.keras.layers.Flatten(),
            tf.keras.layers.Dense(8, activation="relu"),
            tf.keras.layers.Dense(classes, activation="softmax"),
        ]
    )
