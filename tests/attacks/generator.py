# title: a generator that never ends
# attacks: relu
# status: failed
# stopped by: boundary

import itertools


def relu(x):
    return (number for number in itertools.repeat(0.0))
