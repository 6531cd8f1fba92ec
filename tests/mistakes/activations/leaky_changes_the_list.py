# A list that was given is changed itself
_leaky_relu = leaky_relu


def leaky_relu(x, alpha=0.01):
    if not isinstance(x, list):
        return _leaky_relu(x, alpha)
    for place, value in enumerate(x):
        x[place] = leaky_relu(value, alpha)
    return x
