# The walk ends as soon as the slope is small
def descend(gradient, start, learning_rate, steps):
    points = [np.asarray(start) * 1.0]
    for _ in range(steps):
        slope = gradient(points[-1])
        if np.all(np.abs(slope) < 1e-3):
            break
        points.append(points[-1] - learning_rate * slope)
    return np.array(points)
