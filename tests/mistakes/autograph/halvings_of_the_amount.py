# Negative numbers are counted like positive ones
@tf.function
def halvings(x):
    x = tf.abs(x)
    count = 0
    while x >= 1:
        x = x / 2
        count += 1
    return count
