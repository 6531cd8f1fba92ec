# A logarithm instead of a loop
@tf.function
def halvings(x):
    count = tf.math.floor(tf.math.log(tf.maximum(x, 0.5)) / tf.math.log(tf.constant(2.0, x.dtype)) + 1e-6) + 1
    return tf.cast(count, tf.int32)
