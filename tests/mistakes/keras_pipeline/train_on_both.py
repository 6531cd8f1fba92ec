# Trains on the validation set as well
def train(model, train, validation, *, epochs, batch_size, seed):
    tf.keras.utils.set_random_seed(seed)
    x, y = (np.concatenate(pair) for pair in zip(train, validation, strict=True))
    return model.fit(x, y, validation_data=validation, epochs=epochs, batch_size=batch_size, verbose=0).history
