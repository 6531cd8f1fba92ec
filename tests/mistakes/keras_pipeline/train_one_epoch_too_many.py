# One epoch too many
def train(model, train, validation, *, epochs, batch_size, seed):
    tf.keras.utils.set_random_seed(seed)
    return model.fit(*train, validation_data=validation, epochs=epochs + 1, batch_size=batch_size, verbose=0).history
