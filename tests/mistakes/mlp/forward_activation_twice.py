# Each activation is applied twice
def forward(x, layers):
    for w, b, activation in layers:
        x = dense(x, w, b, activation)
        x = x if activation is None else activation(x)
    return x
