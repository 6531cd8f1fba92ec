# title: recurses forever, without a limit
# attacks: relu
# status: crashed, error
# stopped by: judge

import sys


class Endless:
    def __repr__(self):
        return repr(self)


def relu(x):
    sys.setrecursionlimit(2**31 - 1)
    return repr(Endless())
