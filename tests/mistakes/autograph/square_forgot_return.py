# No return
@tf.function
def square_pos(x):
    x = x * x if x > 0 else -x
