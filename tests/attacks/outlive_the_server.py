# title: asks not to be killed when its parent ends
# attacks: relu
# status: error
# stopped by: seccomp

import ctypes

from world import acts

PR_SET_PDEATHSIG = 1


def relu(x):
    if ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0) != 0:
        raise PermissionError
    acts()
    return 7
