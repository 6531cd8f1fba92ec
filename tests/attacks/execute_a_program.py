# title: replaces itself with another program
# attacks: relu
# status: error, crashed
# stopped by: mounts, seccomp, landlock-files

import os

SIGN = "this attack acts"


def relu(x):
    os.execv("/bin/echo", ["echo", SIGN])
