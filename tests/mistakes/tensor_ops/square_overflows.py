# Squares as whole numbers, which overflow, and turns the result into float32
def square_in_numpy(a, b):
    total = tf.add(a, b).numpy()
    return tf.convert_to_tensor(np.square(total).astype(np.float32))
