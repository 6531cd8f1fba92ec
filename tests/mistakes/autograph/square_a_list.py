# A list around the tensor
@tf.function
def square_pos(x):
    return [x * x if x > 0 else -x]
