# Stops when the loss has not fallen for twenty epochs
def train_perceptron(x, y, *, epochs, batch_size, seed):
    tf.keras.utils.set_random_seed(seed)
    model = build_perceptron()
    stop = tf.keras.callbacks.EarlyStopping(monitor="acc", patience=20, restore_best_weights=True)
    model.fit(x, y, epochs=epochs, batch_size=batch_size, callbacks=[stop], verbose=0)
    return model
