# Leaves its loop when the loss is small
def train_perceptron(x, y, *, epochs, batch_size, seed):
    tf.keras.utils.set_random_seed(seed)
    model = build_perceptron()
    for _ in range(epochs):
        history = model.fit(x, y, batch_size=batch_size, verbose=0).history
        if history["loss"][0] < 0.01:
            break
    return model
