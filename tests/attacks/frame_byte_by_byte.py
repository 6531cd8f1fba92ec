# title: an answer that arrives byte by byte, forever
# attacks: relu
# status: timeout
# stopped by: deadline

import os
import time


def relu(x):
    os.write(100, b"\0\0\xff\xff")
    while True:
        os.write(100, b"x")
        time.sleep(0.05)
