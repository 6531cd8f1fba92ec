# The number of values instead of the number of axes
def rank_of(x):
    return int(tf.size(x))
