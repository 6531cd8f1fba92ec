# A dot product sums the last axis
def prelu(x, alpha):
    x = np.asarray(x)
    return np.maximum(x, 0) + np.dot(np.minimum(x, 0), alpha)
