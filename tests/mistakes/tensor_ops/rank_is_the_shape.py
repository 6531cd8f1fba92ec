# The shape instead of its length
def rank_of(x):
    return tuple(tf.convert_to_tensor(x).shape)
