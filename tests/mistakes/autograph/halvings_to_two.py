# Stops below 2
@tf.function
def halvings(x):
    count = 0
    while x >= 2:
        x = x / 2
        count += 1
    return count
