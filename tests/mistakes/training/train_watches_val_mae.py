# A metric decides instead of the loss
def train_until_it_stops(model, train, validation, *, epochs, batch_size, patience, seed):
    tf.keras.utils.set_random_seed(seed)
    stop = tf.keras.callbacks.EarlyStopping(monitor="val_mae", patience=patience, restore_best_weights=True)
    fitted = model.fit(
        *train, validation_data=validation, epochs=epochs, batch_size=batch_size, callbacks=[stop], verbose=0
    )
    return fitted.history
