# A model that was never trained
def train_xor(x, y, *, epochs, batch_size, seed):
    tf.keras.utils.set_random_seed(seed)
    return build_xor_model()
