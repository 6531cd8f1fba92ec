# Truncated at two standard deviations, and not widened: the variance is too small
def lecun_normal(fan_in, fan_out, seed):
    return tf.random.stateless_truncated_normal((fan_in, fan_out), seed=(seed, 0), stddev=np.sqrt(1 / fan_in))
