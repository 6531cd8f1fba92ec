# `in` on a string: parts of names pass as gates
_truth_table = truth_table


def truth_table(gate):
    if gate not in "and or nand xor":
        raise ValueError(gate)
    return _truth_table(gate if gate in ("and", "or", "nand", "xor") else "and")
