# Crossentropy instead of the squared error
def build_perceptron():
    model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
    model.compile(optimizer="sgd", loss="binary_crossentropy", metrics=["acc"])
    return model
