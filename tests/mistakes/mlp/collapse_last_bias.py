# Only the last bias
def collapse(layers):
    w, b = np.asarray(layers[0][0]), np.asarray(layers[0][1])
    for next_w, next_b, _ in layers[1:]:
        next_w, next_b = np.asarray(next_w), np.asarray(next_b)
        w, b = w @ next_w, next_b
    return w, b
