# Both branches are the same formula
@tf.function
def square_pos(x):
    return tf.cond(x > 0, lambda: tf.where(x > 0, x * x, -x), lambda: tf.where(x > 0, x * x, -x))
