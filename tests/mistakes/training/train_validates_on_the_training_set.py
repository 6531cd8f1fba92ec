# The training set is its own validation set
def train_until_it_stops(model, train, validation, *, epochs, batch_size, patience, seed):
    tf.keras.utils.set_random_seed(seed)
    stop = tf.keras.callbacks.EarlyStopping(patience=patience, restore_best_weights=True)
    return model.fit(
        *train, validation_data=train, epochs=epochs, batch_size=batch_size, callbacks=[stop], verbose=0
    ).history
