# Builds, but does not train
def train_perceptron(x, y, *, epochs, batch_size, seed):
    tf.keras.utils.set_random_seed(seed)
    return build_perceptron()
