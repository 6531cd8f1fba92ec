# The quotient of whole numbers is float32
_arithmetic = arithmetic


def arithmetic(a, b):
    total, difference, product, quotient = _arithmetic(a, b)
    return total, difference, product, quotient if total.dtype.is_floating else tf.cast(quotient, tf.float32)
