"""Functions to draw: they work on numbers, arrays and tensors alike."""


def square(x):
    return x * x


def half(x):
    return x / 2


def hill(x):
    return 1 - x * x
