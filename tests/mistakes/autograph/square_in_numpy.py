# Python inside of the graph
@tf.function
def square_pos(x):
    y = tf.numpy_function(lambda x: x * x if x > 0 else -x, [x], x.dtype)
    if x > 0:
        y = tf.identity(y)
    return y
