# The slope is always that of the start
def descend(gradient, start, learning_rate, steps):
    points = [np.asarray(start) * 1.0]
    for _ in range(steps):
        points.append(points[-1] - learning_rate * gradient(points[0]))
    return np.array(points)
