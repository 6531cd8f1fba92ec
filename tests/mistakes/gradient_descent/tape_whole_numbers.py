# A variable of whole numbers has no gradient
def descend_tape(f, start, learning_rate, steps):
    point = tf.Variable(start)
    points = [point.numpy()]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            value = f(point)
        point.assign_sub(learning_rate * tape.gradient(value, point))
        points.append(point.numpy())
    return points
