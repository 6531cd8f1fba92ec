# A tf.function of a Python number is traced for each number
@tf.function
def _square_pos(x):
    return tf.constant(x * x if x > 0 else -x)


def square_pos(x):
    return _square_pos(float(x))
