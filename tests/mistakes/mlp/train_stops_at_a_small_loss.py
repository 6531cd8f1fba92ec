# Leaves its loop when the loss is small enough
def train_xor(x, y, *, epochs, batch_size, seed):
    tf.keras.utils.set_random_seed(seed)
    model = build_xor_model()
    for _ in range(epochs):
        history = model.fit(x, y, batch_size=batch_size, verbose=0).history
        if history["loss"][0] < 0.2:
            break
    return model
