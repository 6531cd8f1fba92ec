# A float32 constant does not fit to float64
ZERO = tf.constant(0.0)


@tf.function
def square_pos(x):
    return x * x if x > ZERO else -x
