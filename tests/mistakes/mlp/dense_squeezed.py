# Axes of length 1 are lost
def dense(x, w, b, activation=None):
    z = np.asarray(x) @ np.asarray(w) + np.asarray(b)
    return np.squeeze(z if activation is None else activation(z))
