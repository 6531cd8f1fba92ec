# A hidden layer: no perceptron any more
def build_perceptron():
    model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(8, "relu"), tf.keras.layers.Dense(1)])
    model.compile(optimizer="sgd", loss="mse", metrics=["acc"])
    return model
