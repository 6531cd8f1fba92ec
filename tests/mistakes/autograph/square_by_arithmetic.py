# The right values without any branch
@tf.function
def square_pos(x):
    positive = tf.cast(x > 0, x.dtype)
    return positive * x * x - (1 - positive) * x
