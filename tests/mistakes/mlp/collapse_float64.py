# float32 becomes float64
_collapse = collapse


def collapse(layers):
    w, b = _collapse(layers)
    return w.astype(np.float64), b.astype(np.float64)
