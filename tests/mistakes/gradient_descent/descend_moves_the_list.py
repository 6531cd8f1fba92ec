# A list that was given as the start is moved itself
_descend = descend


def descend(gradient, start, learning_rate, steps):
    if not isinstance(start, list):
        return _descend(gradient, start, learning_rate, steps)
    point, points = start, [list(start)]
    for _ in range(steps):
        slope = gradient(np.array(point))
        for place in range(len(point)):
            point[place] -= learning_rate * slope[place]
        points.append(list(point))
    return points
