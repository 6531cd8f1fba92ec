# The batch size does not reach fit
def train(model, train, validation, *, epochs, batch_size, seed):
    tf.keras.utils.set_random_seed(seed)
    return model.fit(*train, validation_data=validation, epochs=epochs, verbose=0).history
