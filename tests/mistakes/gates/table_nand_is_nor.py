# nor under the name of nand
_truth_table = truth_table


def truth_table(gate):
    x, y = _truth_table(gate)
    return (x, np.array([[1], [0], [0], [0]], np.float32)) if gate == "nand" else (x, y)
