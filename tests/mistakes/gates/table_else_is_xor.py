# Every other name is taken for xor
_truth_table = truth_table


def truth_table(gate):
    return _truth_table(gate if gate in ("and", "or", "nand") else "xor")
