# The number of epochs does not reach fit
def train_perceptron(x, y, *, epochs, batch_size, seed):
    tf.keras.utils.set_random_seed(seed)
    model = build_perceptron()
    model.fit(x, y, batch_size=batch_size, verbose=0)
    return model
