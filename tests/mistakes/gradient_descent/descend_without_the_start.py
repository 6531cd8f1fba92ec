# The start is not among the points
_descend = descend


def descend(gradient, start, learning_rate, steps):
    return _descend(gradient, start, learning_rate, steps)[1:]
