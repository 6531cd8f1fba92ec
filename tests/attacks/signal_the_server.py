# title: sends signals to the fork server
# attacks: relu
# status: error
# stopped by: seccomp, landlock-scope, identity

import os

from world import SERVER, acts


def relu(x):
    os.kill(SERVER, 0)
    acts()
    return 7
