# title: a folder that nobody may open, so that it cannot be deleted
# attacks: relu
# status: error
# stopped by: seccomp

import os

from world import acts


def relu(x):
    os.makedirs("locked/inner", exist_ok=True)
    os.chmod("locked", 0)
    acts()
    return 7
