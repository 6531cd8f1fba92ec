# Seeds after the weights were drawn
def train_perceptron(x, y, *, epochs, batch_size, seed):
    model = build_perceptron()
    tf.keras.utils.set_random_seed(seed)
    model.fit(x, y, epochs=epochs, batch_size=batch_size, verbose=0)
    return model
