# title: raises Hypothesis' UnsatisfiedAssumption
# attacks: relu
# status: error, failed
# stopped by: boundary
# threat: 5

import hypothesis


def relu(x):
    hypothesis.reject()
