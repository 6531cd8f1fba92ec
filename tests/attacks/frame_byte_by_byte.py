# title: an answer that arrives byte by byte, forever
# attacks: relu
# status: timeout
# stopped by: deadline

import os
import time

from world import CHANNEL


def relu(x):
    os.write(CHANNEL, b"\0\0\xff\xff")
    while True:
        os.write(CHANNEL, b"x")
        time.sleep(0.05)
