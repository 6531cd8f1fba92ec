# title: has the kernel send signals to the fork server
# attacks: relu
# status: error
# stopped by: seccomp

import fcntl

from world import SERVER, acts


def relu(x):
    fcntl.fcntl(100, fcntl.F_SETOWN, SERVER)
    acts()
    return 7
