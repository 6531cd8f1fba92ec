# Each product goes through the step before it is added
def perceptron(x, w, b):
    return step(step(np.asarray(x) * np.asarray(w)).sum(axis=1) + b)
