# Stops when the accuracy has not risen for twenty epochs
def train_xor(x, y, *, epochs, batch_size, seed):
    tf.keras.utils.set_random_seed(seed)
    model = build_xor_model()
    stop = tf.keras.callbacks.EarlyStopping("accuracy", patience=20, restore_best_weights=True)
    model.fit(x, y, epochs=epochs, batch_size=batch_size, callbacks=[stop], verbose=0)
    return model
