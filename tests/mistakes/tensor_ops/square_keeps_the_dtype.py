# float64 stays float64
def square_in_numpy(a, b):
    return tf.convert_to_tensor(np.square(tf.add(a, b).numpy()))
