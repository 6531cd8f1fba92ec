# Takes a validation set out of the training set
def train(model, train, validation, *, epochs, batch_size, seed):
    tf.keras.utils.set_random_seed(seed)
    return model.fit(*train, validation_split=0.25, epochs=epochs, batch_size=batch_size, verbose=0).history
