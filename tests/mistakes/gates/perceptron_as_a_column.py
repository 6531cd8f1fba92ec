# A column (m, 1) instead of (m,)
def perceptron(x, w, b):
    return step(np.asarray(x) @ np.asarray(w) + np.asarray(b)).reshape(-1, 1)
