# Halves before it looks
@tf.function
def halvings(x):
    x = x / 2
    count = 1
    while x >= 1:
        x = x / 2
        count += 1
    return count
