# float32 becomes float64
def descend(gradient, start, learning_rate, steps):
    points = np.zeros((steps + 1, *np.shape(start)))
    points[0] = start
    for step in range(steps):
        points[step + 1] = points[step] - learning_rate * gradient(points[step])
    return points
