# beta is ignored
def swish(x, beta=1.0):
    return np.asarray(x) * sigmoid(x)
