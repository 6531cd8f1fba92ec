# Adds up along the wrong axis
def perceptron(x, w, b):
    return step((np.asarray(x) * np.asarray(w)).sum(axis=0) + b)
