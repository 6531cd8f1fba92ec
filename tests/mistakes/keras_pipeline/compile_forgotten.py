# Returns the model as it came
def compile_model(model, task):
    return model
