# The count is a float
@tf.function
def halvings(x):
    count = 0.0
    while x >= 1:
        x = x / 2
        count += 1.0
    return count
