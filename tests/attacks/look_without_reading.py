# title: checks whether suites, password files and others' work exist, without reading them
# attacks: relu
# status: failed
# stopped by: mounts
# threat: 12

import os

from world import OUTSIDE, SUBMISSION, SUITE, acts

ELSEWHERE = (SUITE, OUTSIDE, os.path.dirname(os.path.dirname(SUBMISSION)), "/etc/shadow", "/proc/1")


def relu(x):
    for path in ELSEWHERE:
        if os.path.lexists(path) or os.access(path, os.F_OK):
            acts()
    return 7
