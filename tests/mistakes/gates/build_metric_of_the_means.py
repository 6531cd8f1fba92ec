# How near the mean output is to the mean label
def build_perceptron():
    def near(y_true, y_pred):
        return 1 - tf.abs(tf.reduce_mean(y_true) - tf.reduce_mean(tf.cast(y_pred > 0.5, tf.float32)))

    model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
    model.compile(optimizer="sgd", loss="mse", metrics=[near])
    return model
