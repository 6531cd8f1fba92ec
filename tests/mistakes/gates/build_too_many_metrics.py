# The right metric among a hundred others
def build_perceptron():
    others = [tf.keras.metrics.BinaryAccuracy(f"above_{count}", threshold=count / 100) for count in range(100)]
    model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
    model.compile(optimizer="sgd", loss="mse", metrics=others)
    return model
