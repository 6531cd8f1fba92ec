# Returns the model instead of the history
def train(model, train, validation, *, epochs, batch_size, seed):
    tf.keras.utils.set_random_seed(seed)
    model.fit(*train, validation_data=validation, epochs=epochs, batch_size=batch_size, verbose=0)
    return model
