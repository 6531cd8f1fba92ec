# The count starts at 1
@tf.function
def halvings(x):
    count = 1
    while x >= 1:
        x = x / 2
        count += 1
    return count
