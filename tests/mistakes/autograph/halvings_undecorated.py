# Not a tf.function
def halvings(x):
    count = 0
    while x >= 1:
        x = x / 2
        count += 1
    return tf.constant(count)
