# Only the last layer's activation is used
def forward(x, layers):
    for w, b, _ in layers:
        x = dense(x, w, b)
    return x if layers[-1][2] is None else layers[-1][2](np.asarray(x))
