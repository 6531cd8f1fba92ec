# title: sends one bit to another worker by locking a file that both can read
# attacks: relu
# status: error
# stopped by: seccomp

import fcntl

from world import acts


def relu(x):
    with open(np.__file__) as library:
        fcntl.flock(library, fcntl.LOCK_EX)
    acts()
    return 7
