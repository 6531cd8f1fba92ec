# title: asks the kernel for other processes, one number after another, to see whether they exist
# attacks: relu
# status: failed
# stopped by: seccomp
# threat: 12

import os
from contextlib import suppress

from world import SERVER, acts


def relu(x):
    for ask in (os.getpgid, os.getsid, os.sched_getaffinity, os.sched_getscheduler):
        with suppress(OSError):
            ask(SERVER)
            acts()
    return 7
