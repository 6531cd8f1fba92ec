# Everything is float64
_arithmetic = arithmetic


def arithmetic(a, b):
    return tuple(tf.cast(tensor, tf.float64) for tensor in _arithmetic(a, b))
