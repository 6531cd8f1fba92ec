# Everything is float32 on the way
@tf.function
def square_pos(x):
    y = tf.cast(x, tf.float32)
    y = y * y if y > 0 else -y
    return tf.cast(y, x.dtype)
