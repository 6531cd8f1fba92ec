# Python decides, then calls one of two graphs
@tf.function
def _square(x):
    return x * x


@tf.function
def _negative(x):
    return -x


def square_pos(x):
    return _square(x) if float(x) > 0 else _negative(x)
