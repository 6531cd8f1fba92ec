# title: has the kernel send signals to the fork server
# attacks: relu
# status: error
# stopped by: seccomp

import fcntl

from world import CHANNEL, SERVER, acts


def relu(x):
    fcntl.fcntl(CHANNEL, fcntl.F_SETOWN, SERVER)
    acts()
    return 7
