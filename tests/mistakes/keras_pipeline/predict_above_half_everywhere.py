# Above 0.5, for several classes too
def predict_classes(model, x, task):
    probabilities = model.predict(x, verbose=0)
    return (probabilities > 0.5).astype(int)
