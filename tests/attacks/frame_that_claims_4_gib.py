# title: a frame that claims to be 4 GiB long
# attacks: relu
# status: failed
# stopped by: boundary

import os


def relu(x):
    os.write(100, b"\xff\xff\xff\xff")
    return 7
