# The last short batch is left out
def train_until_it_stops(model, train, validation, *, epochs, batch_size, patience, seed):
    tf.keras.utils.set_random_seed(seed)
    size = len(train[0]) - len(train[0]) % batch_size or len(train[0])
    stop = tf.keras.callbacks.EarlyStopping(patience=patience, restore_best_weights=True)
    return model.fit(
        train[0][:size],
        train[1][:size],
        validation_data=validation,
        epochs=epochs,
        batch_size=batch_size,
        callbacks=[stop],
        verbose=0,
    ).history
