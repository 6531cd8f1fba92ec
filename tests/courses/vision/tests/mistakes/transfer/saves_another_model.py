# A copy without the weights
def save(model, path):
    tf.keras.models.clone_model(model).save(path)
