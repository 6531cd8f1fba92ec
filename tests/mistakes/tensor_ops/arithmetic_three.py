# No quotient
_arithmetic = arithmetic


def arithmetic(a, b):
    return _arithmetic(a, b)[:3]
