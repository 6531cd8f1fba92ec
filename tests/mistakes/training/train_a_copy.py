# A copy of the model is trained
def train_until_it_stops(model, train, validation, *, epochs, batch_size, patience, seed):
    tf.keras.utils.set_random_seed(seed)
    copy = tf.keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    copy.compile(tf.keras.optimizers.SGD(float(model.optimizer.learning_rate)), "mse", metrics=["mae"])
    stop = tf.keras.callbacks.EarlyStopping(patience=patience, restore_best_weights=True)
    return copy.fit(
        *train, validation_data=validation, epochs=epochs, batch_size=batch_size, callbacks=[stop], verbose=0
    ).history
