# A loss that is always the same
def build_perceptron():
    def loss(y_true, y_pred):
        return 0.0 * y_pred + 0.25

    model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
    model.compile(optimizer="sgd", loss=loss, metrics=["acc"])
    return model
