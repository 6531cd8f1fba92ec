# Right answers, but a sum that is nearer to 0 than 0.1
def gate_weights(gate):
    return {"and": ([1.0, 1.0], -1.5), "or": ([1.0, 1.0], -0.05), "nand": ([-1.0, -1.0], 1.5)}[gate]
