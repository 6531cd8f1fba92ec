# Clips the array that it was given
_sigmoid = sigmoid


def sigmoid(x):
    if isinstance(x, np.ndarray) and x.ndim:
        np.clip(x, -500, 500, out=x)
    return _sigmoid(x)
