# title: prints its own environment, as it is and as it was
# attacks: relu
# status: failed, error
# stopped by: server

import os
from pathlib import Path


def relu(x):
    print(dict(os.environ), Path("/proc/self/environ").read_bytes())
    return 7
