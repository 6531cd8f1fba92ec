# The result is printed, not returned
_relu = relu


def relu(x):
    print(_relu(x))
