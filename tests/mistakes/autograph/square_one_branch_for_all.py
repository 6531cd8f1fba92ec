# One branch, without a decision in it, serves all numbers
@tf.function
def square_pos(x):
    return tf.where(x > 0, x * x, -x) if x < float("inf") else 0 * x
