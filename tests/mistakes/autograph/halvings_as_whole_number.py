# x becomes an int32, where large numbers do not fit
@tf.function
def halvings(x):
    x = tf.cast(x, tf.int32)
    count = 0
    while x >= 1:
        x = x // 2
        count += 1
    return count
