# The input shape is not known
def build_perceptron():
    model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
    model.compile(optimizer="sgd", loss="mse", metrics=["acc"])
    return model
