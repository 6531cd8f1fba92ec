# Everything is float32
_arithmetic = arithmetic


def arithmetic(a, b):
    return tuple(tf.cast(tensor, tf.float32) for tensor in _arithmetic(a, b))
