# The weighted sum, without the step
def perceptron(x, w, b):
    return np.asarray(x) @ np.asarray(w) + b
