# The sum is not squared
def square_in_numpy(a, b):
    return tf.cast(tf.add(a, b), tf.float32)
