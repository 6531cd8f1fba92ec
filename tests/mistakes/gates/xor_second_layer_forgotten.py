# The two gates of the first layer, not combined
def xor(x):
    return np.stack([perceptron(x, *gate_weights("or")), perceptron(x, *gate_weights("nand"))], axis=1)
