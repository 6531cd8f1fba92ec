# The seed is set when the weights are there already
def train_xor(x, y, *, epochs, batch_size, seed):
    model = build_xor_model()
    tf.keras.utils.set_random_seed(seed)
    model.fit(x, y, epochs=epochs, batch_size=batch_size, verbose=0)
    return model
