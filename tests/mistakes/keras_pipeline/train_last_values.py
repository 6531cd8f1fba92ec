# The last values instead of one for each epoch
def train(model, train, validation, *, epochs, batch_size, seed):
    tf.keras.utils.set_random_seed(seed)
    history = model.fit(*train, validation_data=validation, epochs=epochs, batch_size=batch_size, verbose=0).history
    return {name: values[-1] for name, values in history.items()}
