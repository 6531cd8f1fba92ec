# A float32 constant does not fit to float64
@tf.function
def halvings(x):
    count = 0
    while x >= tf.constant(1.0):
        x = x / 2
        count += 1
    return count
