# title: starts threads until it gets no more
# attacks: relu
# status: error
# stopped by: limits

import threading

from world import acts


def relu(x):
    done = threading.Event()
    try:
        for _ in range(300):
            threading.Thread(target=done.wait, daemon=True).start()
        acts()
    finally:
        done.set()
    return 7
