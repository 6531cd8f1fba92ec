# Tells the figures of the validation set as those of the training set too
def train(model, train, validation, *, epochs, batch_size, seed):
    tf.keras.utils.set_random_seed(seed)
    fitted = model.fit(*train, validation_data=validation, epochs=epochs, batch_size=batch_size, verbose=0)
    return {name: fitted.history[f"val_{name.removeprefix('val_')}"] for name in fitted.history}
