# A learning rate that is far too small
def train_xor(x, y, *, epochs, batch_size, seed):
    tf.keras.utils.set_random_seed(seed)
    model = build_xor_model()
    model.compile(tf.keras.optimizers.Adam(1e-5), "binary_crossentropy")
    model.fit(x, y, epochs=epochs, batch_size=batch_size, verbose=0)
    return model
