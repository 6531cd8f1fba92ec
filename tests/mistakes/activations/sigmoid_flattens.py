# The result is flat, whatever the shape of x
def sigmoid(x):
    x = np.asarray(x).ravel()
    shrunk = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, shrunk) / (1 + shrunk)
