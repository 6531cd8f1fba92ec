# Everything is float32 first
@tf.function
def halvings(x):
    x = tf.cast(x, tf.float32)
    count = 0
    while x >= 1:
        x = x / 2
        count += 1
    return tf.cast(count, tf.int32)
