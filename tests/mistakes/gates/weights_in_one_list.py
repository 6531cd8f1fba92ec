# Bias and weights in one list
def gate_weights(gate):
    return {"and": [-1.5, 1.0, 1.0], "or": [-0.5, 1.0, 1.0], "nand": [1.5, -1.0, -1.0]}[gate]
