# The bias is added to what the activation returned
def dense(x, w, b, activation=None):
    z = np.asarray(x) @ np.asarray(w)
    z = z if activation is None else activation(z)
    return z + np.asarray(b)
