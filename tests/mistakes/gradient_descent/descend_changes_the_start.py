# The caller's start moves along
def descend(gradient, start, learning_rate, steps):
    point = np.asarray(start)
    point = point if point.dtype.kind == "f" else point * 1.0
    points = [point.copy()]
    for _ in range(steps):
        if point.ndim and point.flags.writeable:
            point -= learning_rate * gradient(point)
        else:
            point = point - learning_rate * gradient(point)
        points.append(point.copy())
    return np.array(points)
