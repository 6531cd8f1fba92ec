# Cuts the fractions off before adding
def perceptron(x, w, b):
    return step(np.asarray(x).astype(int) @ np.asarray(w).astype(int) + np.asarray(b))
