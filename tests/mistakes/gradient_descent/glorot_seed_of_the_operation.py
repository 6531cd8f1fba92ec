# In TensorFlow the seed of an operation is only half of a seed: the second call gives other numbers
def glorot_uniform(fan_in, fan_out, seed):
    limit = np.sqrt(6 / (fan_in + fan_out))
    return tf.random.uniform((fan_in, fan_out), -limit, limit, seed=seed % 1000)
