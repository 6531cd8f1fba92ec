# Trains a copy of the model
def train(model, train, validation, *, epochs, batch_size, seed):
    tf.keras.utils.set_random_seed(seed)
    copy = tf.keras.models.clone_model(model)
    copy.compile(optimizer=model.optimizer.__class__(0.5), loss=model.loss, metrics=["acc"])
    return copy.fit(*train, validation_data=validation, epochs=epochs, batch_size=batch_size, verbose=0).history
