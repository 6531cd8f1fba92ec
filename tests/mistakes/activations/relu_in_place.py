# relu writes its zeros into the caller's array
def relu(x):
    x = np.asarray(x)
    if not x.flags.writeable or x.ndim == 0:
        return np.maximum(x, 0)
    x[x < 0] = 0
    return x
