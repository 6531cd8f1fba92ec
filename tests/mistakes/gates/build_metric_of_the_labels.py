# The share of labels that are 1
def build_perceptron():
    def ones(y_true, y_pred):
        return tf.cast(y_true > 0.5, tf.float32)

    model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
    model.compile(optimizer="sgd", loss="mse", metrics=[ones])
    return model
