# Everything is float32
@tf.function
def square_pos(x):
    x = tf.cast(x, tf.float32)
    return x * x if x > 0 else -x
