# Only the first layer
def forward(x, layers):
    w, b, activation = layers[0]
    return dense(x, w, b, activation)
