# title: closes the judge's socket and every other descriptor
# attacks: relu
# status: crashed
# stopped by: judge

import os


def relu(x):
    os.closerange(0, 200)
    return 7
