# One epoch too few
def train_until_it_stops(model, train, validation, *, epochs, batch_size, patience, seed):
    tf.keras.utils.set_random_seed(seed)
    stop = tf.keras.callbacks.EarlyStopping(patience=patience - 1, restore_best_weights=True)
    return model.fit(
        *train, validation_data=validation, epochs=epochs, batch_size=batch_size, callbacks=[stop], verbose=0
    ).history
