# argmax over one column is always 0
def predict_classes(model, x, task):
    probabilities = model.predict(x, verbose=0)
    return probabilities.argmax(axis=1)
