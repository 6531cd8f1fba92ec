# title: rewrites its own file, for the next time
# attacks: relu
# status: error
# stopped by: landlock-files

import os

from world import SUBMISSION, acts


def relu(x):
    os.truncate(SUBMISSION, os.path.getsize(SUBMISSION))
    acts()
    return 7
