# title: prints its own environment, as it is now and as it was at the start
# attacks: relu
# status: failed, error
# stopped by: server

import os
from pathlib import Path


def relu(x):
    print(dict(os.environ), Path("/proc/self/environ").read_bytes())
    return 7
