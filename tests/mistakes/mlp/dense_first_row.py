# Only the first row
def dense(x, w, b, activation=None):
    z = np.asarray(x) @ np.asarray(w) + np.asarray(b)
    z = z[:1]
    return z if activation is None else activation(z)
