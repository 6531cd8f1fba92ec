# y is (4,), not (4, 1)
_truth_table = truth_table


def truth_table(gate):
    x, y = _truth_table(gate)
    return x, y.ravel()
