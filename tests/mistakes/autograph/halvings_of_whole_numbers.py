# Halves a whole number, which cannot be as large
@tf.function
def halvings(x):
    x = tf.cast(x, tf.int64)
    count = 0
    while x >= 1:
        x = x // 2
        count += 1
    return tf.cast(count, tf.int32)
