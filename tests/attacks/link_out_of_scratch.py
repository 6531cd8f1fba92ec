# title: a link out of its scratch folder, to make the cleanup delete other files
# attacks: relu
# status: error
# stopped by: seccomp, landlock-files

import os

from world import OUTSIDE, acts


def relu(x):
    os.symlink(os.path.dirname(OUTSIDE), "outside")
    os.unlink("outside")
    acts()
    return 7
