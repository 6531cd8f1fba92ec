# The last layer's activation is left out
def forward(x, layers):
    for w, b, activation in layers[:-1]:
        x = dense(x, w, b, activation)
    return dense(x, *layers[-1][:2])
