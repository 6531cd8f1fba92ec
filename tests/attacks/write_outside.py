# title: changes a file and adds one in a world-writable folder
# attacks: relu
# status: error
# stopped by: mounts, landlock-files

from world import OUTSIDE, acts


def relu(x):
    with open(OUTSIDE, "a") as grades:
        grades.write("")
    acts()
    return 7
