# Always float64
def sigmoid(x):
    x = np.asarray(x, dtype=np.float64)
    shrunk = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, shrunk) / (1 + shrunk)
