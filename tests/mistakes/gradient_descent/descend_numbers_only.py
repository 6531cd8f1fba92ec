# Vectors are forgotten
_descend = descend


def descend(gradient, start, learning_rate, steps):
    return _descend(gradient, start, learning_rate, steps).reshape(steps + 1)
