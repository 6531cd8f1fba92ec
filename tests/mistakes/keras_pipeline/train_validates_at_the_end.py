# Validates once, after the last epoch
def train(model, train, validation, *, epochs, batch_size, seed):
    tf.keras.utils.set_random_seed(seed)
    history = model.fit(*train, epochs=epochs, batch_size=batch_size, verbose=0).history
    last = model.evaluate(*validation, return_dict=True, verbose=0)
    return history | {f"val_{name}": [value] * epochs for name, value in last.items()}
