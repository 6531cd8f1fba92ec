# title: leaves a segment of shared memory for the next worker
# attacks: relu
# status: error
# stopped by: seccomp

import ctypes

from world import acts


def relu(x):
    libc = ctypes.CDLL(None)
    segment = libc.shmget(0, 4096, 0o1600)
    if segment < 0:
        raise PermissionError
    libc.shmctl(segment, 0, None)
    acts()
    return 7
