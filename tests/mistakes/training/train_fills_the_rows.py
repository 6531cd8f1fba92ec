# Works on the caller's arrays
def train_until_it_stops(model, train, validation, *, epochs, batch_size, patience, seed):
    tf.keras.utils.set_random_seed(seed)
    stop = tf.keras.callbacks.EarlyStopping(patience=patience, restore_best_weights=True)
    history = model.fit(
        *train, validation_data=validation, epochs=epochs, batch_size=batch_size, callbacks=[stop], verbose=0
    ).history
    if isinstance(train[0], np.ndarray):
        train[0][:] = train[0][::-1] + 1
    return history
