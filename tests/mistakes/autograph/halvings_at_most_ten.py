# Gives up after ten steps
@tf.function
def halvings(x):
    count = 0
    while x >= 1 and count < 10:
        x = x / 2
        count += 1
    return count
