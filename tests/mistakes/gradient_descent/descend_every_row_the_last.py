# The same array is appended again and again
def descend(gradient, start, learning_rate, steps):
    point = np.array(start) * 1.0
    points = [point]
    for _ in range(steps):
        point -= learning_rate * gradient(point)
        points.append(point)
    return np.array(points)
