# A model of its own, with a hidden layer
def train_perceptron(x, y, *, epochs, batch_size, seed):
    tf.keras.utils.set_random_seed(seed)
    model = tf.keras.Sequential(
        [tf.keras.Input((2,)), tf.keras.layers.Dense(8, "relu"), tf.keras.layers.Dense(1, "sigmoid")]
    )
    model.compile(optimizer=tf.keras.optimizers.RMSprop(0.01), loss="binary_crossentropy", metrics=["acc"])
    model.fit(x, y, epochs=epochs, batch_size=batch_size, verbose=0)
    return model
