# Divides by 3
@tf.function
def halvings(x):
    count = 0
    while x >= 1:
        x = x / 3
        count += 1
    return count
