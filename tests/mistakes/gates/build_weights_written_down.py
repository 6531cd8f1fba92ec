# A new model comes with weights that were written down for AND
def build_perceptron():
    model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
    model.compile(optimizer="sgd", loss="mse", metrics=["acc"])
    model.set_weights([np.array([[0.5], [0.5]]), np.array([-0.25])])
    return model
