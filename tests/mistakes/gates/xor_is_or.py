# or, not xor
def xor(x):
    return perceptron(x, *gate_weights("or"))
