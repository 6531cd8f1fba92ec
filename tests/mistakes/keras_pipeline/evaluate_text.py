# Numbers as text
def evaluate(model, data):
    return {name: f"{value:.4f}" for name, value in model.evaluate(*data, verbose=0, return_dict=True).items()}
