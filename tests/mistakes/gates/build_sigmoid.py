# A sigmoid output instead of a linear one
def build_perceptron():
    model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1, "sigmoid")])
    model.compile(optimizer="sgd", loss="mse", metrics=["acc"])
    return model
