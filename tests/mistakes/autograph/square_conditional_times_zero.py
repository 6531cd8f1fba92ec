# The conditional's answer is multiplied by zero
@tf.function
def square_pos(x):
    y = x * x if x > 0 else -x
    return tf.where(x > 0, x * x, -x) + 0 * y
