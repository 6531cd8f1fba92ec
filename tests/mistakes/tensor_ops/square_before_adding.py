# Squares first, adds after that
def square_in_numpy(a, b):
    a, b = (np.square(np.asarray(operand), dtype=np.float32) for operand in (a, b))
    return tf.convert_to_tensor(a + b)
