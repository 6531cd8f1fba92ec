# Twice x instead of its square
@tf.function
def square_pos(x):
    return x * 2 if x > 0 else -x
