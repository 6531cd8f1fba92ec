# The training set is measured once, after the last epoch
def train(model, train, validation, *, epochs, batch_size, seed):
    tf.keras.utils.set_random_seed(seed)
    history = dict(
        model.fit(*train, validation_data=validation, epochs=epochs, batch_size=batch_size, verbose=0).history
    )
    for name, value in model.evaluate(*train, verbose=0, return_dict=True).items():
        history[name] = [value] * epochs
    return history
