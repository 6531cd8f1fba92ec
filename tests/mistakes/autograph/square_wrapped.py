# A plain function around a tf.function
_square_pos = square_pos


def square_pos(x):
    return _square_pos(x)
