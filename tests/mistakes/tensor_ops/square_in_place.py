# Adds into the caller's array
def square_in_numpy(a, b):
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray) and a.shape == b.shape:
        a += b
        return tf.convert_to_tensor(np.square(a, dtype=np.float32))
    return tf.convert_to_tensor(np.square(tf.add(a, b).numpy(), dtype=np.float32))
