# Compiled, but not trained
def train_cnn(model, pictures, labels):
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    return model
