# Rounded to two digits
def evaluate(model, data):
    return {name: round(value, 2) for name, value in model.evaluate(*data, verbose=0, return_dict=True).items()}
