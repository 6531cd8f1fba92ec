# title: kills itself
# attacks: relu
# status: crashed
# stopped by: judge

import os
import signal


def relu(x):
    os.kill(os.getpid(), signal.SIGKILL)
