# Frozen where they began
def build_transfer(weights, classes):
    layers = tf.keras.layers
    return tf.keras.Sequential(
        [
            tf.keras.Input((16, 16, 1)),
            layers.Conv2D(4, 3, activation="relu", trainable=False),
            layers.MaxPooling2D(2),
            layers.Conv2D(6, 3, activation="relu", trainable=False),
            layers.GlobalAveragePooling2D(),
            layers.Dense(classes, activation="softmax"),
        ]
    )
