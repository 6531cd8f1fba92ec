# Product before difference
_arithmetic = arithmetic


def arithmetic(a, b):
    total, difference, product, quotient = _arithmetic(a, b)
    return total, product, difference, quotient
