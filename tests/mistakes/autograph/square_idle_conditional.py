# A conditional that nothing depends on, beside tf.where
@tf.function
def square_pos(x):
    y = x * x if x > 0 else -x
    tf.debugging.assert_all_finite(y, "no number")
    return tf.where(x > 0, x * x, -x)
