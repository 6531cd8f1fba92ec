# What is left of x instead of the count
@tf.function
def halvings(x):
    while x >= 1:
        x = x / 2
    return x
