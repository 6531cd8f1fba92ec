# nand with the weights of and
def gate_weights(gate):
    return {"and": ([1.0, 1.0], -1.5), "or": ([1.0, 1.0], -0.5), "nand": ([1.0, 1.0], -1.5)}[gate]
