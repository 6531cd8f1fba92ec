# title: ends with an exit code computed from the input
# attacks: relu
# status: crashed
# stopped by: report
# threat: 2

import os
import sys


def relu(x):
    sys.stderr.write(f"Fatal: {x!r}")
    sys.stderr.flush()
    os._exit(int(abs(np.sum(x))) % 200 + 1)
