# A list instead of a tuple
_arithmetic = arithmetic


def arithmetic(a, b):
    return list(_arithmetic(a, b))
