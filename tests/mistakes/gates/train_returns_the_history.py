# Returns the history instead of the model
def train_perceptron(x, y, *, epochs, batch_size, seed):
    tf.keras.utils.set_random_seed(seed)
    return build_perceptron().fit(x, y, epochs=epochs, batch_size=batch_size, verbose=0)
