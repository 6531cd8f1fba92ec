# title: forks
# attacks: relu
# status: error
# stopped by: seccomp

import os
import time

from world import acts


def relu(x):
    if os.fork() == 0:
        time.sleep(2)
        os._exit(0)
    acts()
    return 7
