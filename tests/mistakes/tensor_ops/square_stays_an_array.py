# Never turned back into a tensor
def square_in_numpy(a, b):
    return np.square(tf.add(a, b).numpy(), dtype=np.float32)
