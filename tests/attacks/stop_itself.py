# title: stops itself, so that it neither answers nor ends
# attacks: relu
# status: timeout, error
# stopped by: deadline

import os
import signal


def relu(x):
    os.kill(os.getpid(), signal.SIGSTOP)
