# The seed is not used
def train(model, train, validation, *, epochs, batch_size, seed):
    return model.fit(*train, validation_data=validation, epochs=epochs, batch_size=batch_size, verbose=0).history
