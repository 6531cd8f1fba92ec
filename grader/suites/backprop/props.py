"""Functions with their derivatives: they work on numbers, arrays and tensors alike."""


def square(u):
    return u * u


def square_grad(u):
    return 2 * u


def cube(u):
    return u * u * u


def cube_grad(u):
    return 3 * u * u


def line(x):
    return 3 * x + 1


def line_grad(x):
    return 3.0


def hill(x):
    return 1 / (1 + x * x)


def hill_grad(x):
    return -2 * x / (1 + x * x) ** 2


def call(function, x):
    return function(x)
