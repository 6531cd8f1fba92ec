# The results are written into an array like x, which cuts off fractions when x holds whole numbers
_sigmoid = sigmoid


def sigmoid(x):
    y = np.zeros_like(np.asarray(x))
    y[...] = _sigmoid(x)
    return y
