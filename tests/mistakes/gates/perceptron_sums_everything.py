# One sum of all rows
def perceptron(x, w, b):
    return step((np.asarray(x) * np.asarray(w)).sum() + b)
