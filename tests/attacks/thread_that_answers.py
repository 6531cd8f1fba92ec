# title: a thread that keeps sending unrequested answers
# attacks: relu
# status: failed, crashed
# stopped by: boundary
# threat: 7

import os
import threading
import time

from world import CHANNEL


def flood():
    while True:
        os.write(CHANNEL, b"\0\0\0\1\xc0")
        time.sleep(0.001)


def relu(x):
    threading.Thread(target=flood, daemon=True).start()
    time.sleep(0.1)
    return 7
