# One number for all
def square_in_numpy(a, b):
    return tf.reduce_sum(tf.cast(tf.add(a, b), tf.float32) ** 2)
