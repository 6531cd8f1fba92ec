# Each layer uses the activation of the next one
def forward(x, layers):
    activations = [activation for _, _, activation in layers]
    for (w, b, _), activation in zip(layers, activations[1:] + activations[:1], strict=True):
        x = dense(x, w, b, activation)
    return x
