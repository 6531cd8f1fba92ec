# float64 becomes float32
def descend_tape(f, start, learning_rate, steps):
    point = tf.Variable(np.asarray(start), dtype=tf.float32)
    points = [point.numpy()]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            value = f(point)
        point.assign_sub(learning_rate * tape.gradient(value, point))
        points.append(point.numpy())
    return np.array(points)
