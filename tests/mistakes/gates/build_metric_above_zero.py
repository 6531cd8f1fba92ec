# The metric's threshold is 0
def build_perceptron():
    model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
    model.compile(optimizer="sgd", loss="mse", metrics=[tf.keras.metrics.BinaryAccuracy(threshold=0.0)])
    return model
