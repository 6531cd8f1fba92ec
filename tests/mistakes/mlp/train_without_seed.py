# The seed is not used
def train_xor(x, y, *, epochs, batch_size, seed):
    model = build_xor_model()
    model.fit(x, y, epochs=epochs, batch_size=batch_size, verbose=0)
    return model
