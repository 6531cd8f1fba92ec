# The bias is subtracted, like a threshold
def dense(x, w, b, activation=None):
    z = np.asarray(x) @ np.asarray(w) - np.asarray(b)
    return z if activation is None else activation(z)
