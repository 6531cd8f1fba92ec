# What the loop leaves is multiplied by zero
@tf.function
def halvings(x):
    rest = x
    while rest >= 1:
        rest = rest / 2
    count = tf.math.floor(tf.math.log(tf.maximum(x, 0.5)) / tf.math.log(tf.constant(2.0, x.dtype)) + 1e-6) + 1
    return tf.cast(count + 0 * rest, tf.int32)
