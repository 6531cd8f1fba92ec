# With the slope instead of against it
def descend(gradient, start, learning_rate, steps):
    points = [np.asarray(start) * 1.0]
    for _ in range(steps):
        points.append(points[-1] + learning_rate * gradient(points[-1]))
    return np.array(points)
