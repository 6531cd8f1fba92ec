# The last short batch is left out
def train(model, train, validation, *, epochs, batch_size, seed):
    tf.keras.utils.set_random_seed(seed)
    data = tf.data.Dataset.from_tensor_slices(train).batch(batch_size, drop_remainder=True)
    return model.fit(data, validation_data=validation, epochs=epochs, verbose=0).history
