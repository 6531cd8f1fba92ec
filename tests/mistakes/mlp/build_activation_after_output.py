# The bend stands behind the output layer
def build_xor_model(units=32):
    model = tf.keras.Sequential(
        [
            tf.keras.Input((2,)),
            tf.keras.layers.Dense(units),
            tf.keras.layers.Dense(1, activation="relu"),
            tf.keras.layers.Activation("sigmoid"),
        ]
    )
    model.compile("rmsprop", "binary_crossentropy")
    return model
