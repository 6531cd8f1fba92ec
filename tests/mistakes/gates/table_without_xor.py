# xor is refused as well
_truth_table = truth_table


def truth_table(gate):
    if gate == "xor":
        raise ValueError(gate)
    return _truth_table(gate)
