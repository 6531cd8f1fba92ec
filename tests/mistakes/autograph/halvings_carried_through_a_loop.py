# The count comes from a logarithm; a loop only carries it
@tf.function
def halvings(x):
    count = tf.math.floor(tf.math.log(tf.maximum(x, 0.5)) / tf.math.log(tf.constant(2.0, x.dtype)) + 1e-6) + 1
    count = tf.cast(count, tf.int32)
    return tf.while_loop(lambda turn, count: turn < 3, lambda turn, count: (turn + 1, count), [0, count])[1]
