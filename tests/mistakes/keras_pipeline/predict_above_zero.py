# 1 above 0
def predict_classes(model, x, task):
    probabilities = model.predict(x, verbose=0)
    return probabilities.argmax(axis=1) if task == "multiclass" else (probabilities[:, 0] > 0).astype(int)
