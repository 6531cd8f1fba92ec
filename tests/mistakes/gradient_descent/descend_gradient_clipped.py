# Steep slopes are cut off
def descend(gradient, start, learning_rate, steps):
    points = [np.asarray(start) * 1.0]
    for _ in range(steps):
        points.append(points[-1] - learning_rate * np.clip(gradient(points[-1]), -5, 5))
    return np.array(points)
