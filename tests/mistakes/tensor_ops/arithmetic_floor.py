# Whole numbers are divided into whole numbers
_arithmetic = arithmetic


def arithmetic(a, b):
    total, difference, product, quotient = _arithmetic(a, b)
    return total, difference, product, tf.cast(quotient, total.dtype)
