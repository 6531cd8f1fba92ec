# The bias is added into the caller's x where it fits
_dense = dense


def dense(x, w, b, activation=None):
    if isinstance(x, np.ndarray) and x.shape[1:] == np.shape(b):
        x @= np.asarray(w)
        x += b
        return x if activation is None else activation(x)
    return _dense(x, w, b, activation)
