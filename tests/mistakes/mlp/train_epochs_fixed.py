# Always five epochs
def train_xor(x, y, *, epochs, batch_size, seed):
    tf.keras.utils.set_random_seed(seed)
    model = build_xor_model()
    model.fit(x, y, epochs=5, batch_size=batch_size, verbose=0)
    return model
