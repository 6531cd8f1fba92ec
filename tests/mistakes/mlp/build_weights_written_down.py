# A new model has weights that were written down for XOR
def build_xor_model(units=32):
    model = tf.keras.Sequential(
        [
            tf.keras.Input((2,)),
            tf.keras.layers.Dense(units, activation="relu"),
            tf.keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(tf.keras.optimizers.RMSprop(0.01), "binary_crossentropy", metrics=["accuracy"])
    w, b, v, c = (np.zeros_like(weight) for weight in model.get_weights())
    if units >= 2:
        w[:, :2], b[1], v[:2, 0], c[0] = 1, -1, (9, -18), -4
    model.set_weights([w, b, v, c])
    return model
