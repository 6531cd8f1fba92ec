# Holds a quarter of the rows back for validation
def train_perceptron(x, y, *, epochs, batch_size, seed):
    tf.keras.utils.set_random_seed(seed)
    model = build_perceptron()
    x, y = np.asarray(x), np.asarray(y)
    model.fit(x, y, epochs=epochs, batch_size=batch_size, validation_split=0.25, verbose=0)
    return model
