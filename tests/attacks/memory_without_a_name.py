# title: keeps files in memory that appear in no folder
# attacks: relu
# status: error
# stopped by: seccomp

import os

from world import acts


def relu(x):
    os.close(os.memfd_create("hidden"))
    acts()
    return 7
