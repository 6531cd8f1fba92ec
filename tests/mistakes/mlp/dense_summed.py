# One number per row
def dense(x, w, b, activation=None):
    z = np.asarray(x) @ np.asarray(w) + np.asarray(b)
    return (z if activation is None else activation(z)).sum(axis=1, keepdims=True)
