# b - a and b / a
_arithmetic = arithmetic


def arithmetic(a, b):
    return _arithmetic(b, a)
