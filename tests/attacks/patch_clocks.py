# title: makes the process's clocks stand still, then waits
# attacks: relu
# status: timeout
# stopped by: deadline

import time


def relu(x):
    time.time = time.monotonic = time.perf_counter = lambda: 0.0
    time.sleep(1000)
