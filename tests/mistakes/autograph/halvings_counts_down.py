# Subtracts 1 instead of halving
@tf.function
def halvings(x):
    count = 0
    while x >= 1 and count < 100:
        x = x - 1
        count += 1
    return count
