# Everything is float64
def dense(x, w, b, activation=None):
    x, w, b = (np.asarray(part, np.float64) for part in (x, w, b))
    z = x @ w + b
    return z if activation is None else activation(z)
