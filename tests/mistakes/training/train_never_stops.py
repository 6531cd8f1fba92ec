# All epochs are run, and the history is cut
def train_until_it_stops(model, train, validation, *, epochs, batch_size, patience, seed):
    tf.keras.utils.set_random_seed(seed)
    weights = []
    keep = tf.keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: weights.append(model.get_weights()))
    history = model.fit(
        *train, validation_data=validation, epochs=epochs, batch_size=batch_size, callbacks=[keep], verbose=0
    ).history
    best, last = early_stopping(history["val_loss"], patience)
    model.set_weights(weights[best])
    return {name: values[: last + 1] for name, values in history.items()}
