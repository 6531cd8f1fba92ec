# Classes counted from 1
def predict_classes(model, x, task):
    probabilities = model.predict(x, verbose=0)
    return probabilities.argmax(axis=1) + 1 if task == "multiclass" else (probabilities[:, 0] > 0.5).astype(int)
