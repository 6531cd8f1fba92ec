# A loop that nothing depends on, beside a logarithm
@tf.function
def halvings(x):
    rest = x
    while rest >= 1:
        rest = rest / 2
    tf.debugging.assert_less(rest, tf.ones_like(rest))
    count = tf.math.floor(tf.math.log(tf.maximum(x, 0.5)) / tf.math.log(tf.constant(2.0, x.dtype)) + 1e-6) + 1
    with tf.control_dependencies([rest]):
        return tf.cast(count, tf.int32)
