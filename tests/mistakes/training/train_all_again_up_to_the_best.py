# Trains a second time, up to the best epoch
def train_until_it_stops(model, train, validation, *, epochs, batch_size, patience, seed):
    tf.keras.utils.set_random_seed(seed)
    first = model.get_weights()
    stop = tf.keras.callbacks.EarlyStopping(patience=patience, restore_best_weights=True)
    history = model.fit(
        *train, validation_data=validation, epochs=epochs, batch_size=batch_size, callbacks=[stop], verbose=0
    ).history
    model.set_weights(first)
    model.fit(*train, epochs=stop.best_epoch + 1, batch_size=batch_size, verbose=0)
    return history
