# One input twice, another one missing
_truth_table = truth_table


def truth_table(gate):
    x, y = _truth_table(gate)
    return x[[0, 1, 1, 3]], y
