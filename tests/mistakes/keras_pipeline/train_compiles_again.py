# Compiles again, with an optimizer of its own
def train(model, train, validation, *, epochs, batch_size, seed):
    tf.keras.utils.set_random_seed(seed)
    model.compile(optimizer="rmsprop", loss="binary_crossentropy", metrics=["acc"])
    return model.fit(*train, validation_data=validation, epochs=epochs, batch_size=batch_size, verbose=0).history
