# title: a frame that claims to be 4 GiB long
# attacks: relu
# status: failed
# stopped by: boundary

import os

from world import CHANNEL


def relu(x):
    os.write(CHANNEL, b"\xff\xff\xff\xff")
    return 7
