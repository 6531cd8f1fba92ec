# The border is -1 instead of 0
@tf.function
def square_pos(x):
    return x * x if x > -1 else -x
