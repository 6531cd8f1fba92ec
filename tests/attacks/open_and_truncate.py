# title: empties a file by opening it for reading only, which Landlock allows before Linux 6.2
# attacks: relu
# status: error, failed
# stopped by: mounts, seccomp, landlock-files
# threat: 15

import os

from world import EMPTY, acts


def relu(x):
    os.close(os.open(EMPTY, os.O_RDONLY | os.O_TRUNC))
    acts()
    return 7
