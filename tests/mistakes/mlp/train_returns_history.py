# The history instead of the model
def train_xor(x, y, *, epochs, batch_size, seed):
    tf.keras.utils.set_random_seed(seed)
    model = build_xor_model()
    return model.fit(x, y, epochs=epochs, batch_size=batch_size, verbose=0)
