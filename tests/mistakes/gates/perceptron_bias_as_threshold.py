# The bias taken for the threshold
def perceptron(x, w, b):
    return step(np.asarray(x) @ np.asarray(w), b)
