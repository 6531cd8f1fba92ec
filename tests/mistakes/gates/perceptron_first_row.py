# Answers to the first row only
def perceptron(x, w, b):
    return step(np.asarray(x)[:1] @ np.asarray(w) + np.asarray(b))
