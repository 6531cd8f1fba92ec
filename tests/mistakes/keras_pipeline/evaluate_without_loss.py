# The loss is left out
def evaluate(model, data):
    return {name: value for name, value in model.evaluate(*data, verbose=0, return_dict=True).items() if name != "loss"}
