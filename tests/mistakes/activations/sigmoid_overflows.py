# exp overflows at very negative x: a warning, though the values are right
def sigmoid(x):
    return 1 / (1 + np.exp(-np.asarray(x)))
