# The biases are added where their shapes allow it, else the last one counts
def collapse(layers):
    w, b = np.asarray(layers[0][0]), np.asarray(layers[0][1])
    for next_w, next_b, _ in layers[1:]:
        next_w, next_b = np.asarray(next_w), np.asarray(next_b)
        b = b + next_b if b.shape == next_b.shape else next_b
        w = w @ next_w
    return w, b
