# title: a named pipe that whoever opens it waits for
# attacks: relu
# status: error
# stopped by: seccomp, landlock-files

import os

from world import acts


def relu(x):
    os.mkfifo("pipe")
    acts()
    return 7
