# title: a named pipe that blocks whoever opens it
# attacks: relu
# status: error
# stopped by: seccomp, landlock-files

import os

from world import acts


def relu(x):
    os.mkfifo("pipe")
    acts()
    return 7
