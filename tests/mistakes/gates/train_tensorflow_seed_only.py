# tf.random.set_seed does not fix the initial weights
def train_perceptron(x, y, *, epochs, batch_size, seed):
    tf.random.set_seed(seed)
    model = build_perceptron()
    model.fit(x, y, epochs=epochs, batch_size=batch_size, verbose=0)
    return model
