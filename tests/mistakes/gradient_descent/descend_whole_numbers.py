# Whole numbers as the start make an array that cannot hold fractions
def descend(gradient, start, learning_rate, steps):
    start = np.asarray(start)
    points = np.zeros((steps + 1, *start.shape), start.dtype)
    points[0] = start
    for step in range(steps):
        points[step + 1] = points[step] - learning_rate * gradient(points[step])
    return points
