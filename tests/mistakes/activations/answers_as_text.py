# Text instead of numbers
_relu = relu


def relu(x):
    return str(_relu(x).tolist())
