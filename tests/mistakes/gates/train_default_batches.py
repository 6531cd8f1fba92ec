# The batch size does not reach fit
def train_perceptron(x, y, *, epochs, batch_size, seed):
    tf.keras.utils.set_random_seed(seed)
    model = build_perceptron()
    model.fit(x, y, epochs=epochs, verbose=0)
    return model
