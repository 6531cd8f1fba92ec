# title: sends a signal to the fork server's whole group
# attacks: relu
# status: error
# stopped by: seccomp, landlock-scope, identity

import os

from world import SERVER, acts


def relu(x):
    os.killpg(SERVER, 0)
    acts()
    return 7
