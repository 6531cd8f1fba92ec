# beta stands outside the sigmoid
def swish(x, beta=1.0):
    return beta * np.asarray(x) * sigmoid(x)
