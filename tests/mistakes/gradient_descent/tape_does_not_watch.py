# The tape does not watch a tensor by itself
def descend_tape(f, start, learning_rate, steps):
    points = [tf.constant(np.asarray(start) * 1.0)]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            value = f(points[-1])
        points.append(points[-1] - learning_rate * tape.gradient(value, points[-1]))
    return tf.stack(points)
