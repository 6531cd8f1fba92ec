# The learning rate shrinks on the way
def descend(gradient, start, learning_rate, steps):
    points = [np.asarray(start) * 1.0]
    for _ in range(steps):
        points.append(points[-1] - learning_rate / len(points) * gradient(points[-1]))
    return np.array(points)
