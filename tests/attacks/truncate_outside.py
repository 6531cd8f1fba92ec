# title: empties a world-writable file, by its name and by opening it for reading
# attacks: relu
# status: error, failed
# stopped by: mounts, seccomp, landlock-files
# threat: 15

import os

from world import OUTSIDE, acts


def relu(x):
    size = os.stat(OUTSIDE).st_size
    os.truncate(OUTSIDE, size)
    acts()
    return 7
