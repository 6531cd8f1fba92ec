# The validation set is not watched
def train(model, train, validation, *, epochs, batch_size, seed):
    tf.keras.utils.set_random_seed(seed)
    return model.fit(*train, epochs=epochs, batch_size=batch_size, verbose=0).history
