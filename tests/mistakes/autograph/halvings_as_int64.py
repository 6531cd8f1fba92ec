# The count is an int64
@tf.function
def halvings(x):
    count = tf.constant(0, tf.int64)
    while x >= 1:
        x = x / 2
        count += 1
    return count
