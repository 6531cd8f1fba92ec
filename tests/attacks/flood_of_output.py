# title: prints 100 MB without a line break
# attacks: relu
# status: failed, timeout, error
# stopped by: boundary

import os


def relu(x):
    for _ in range(100):
        os.write(1, b"\xff\0\x1b[" * (1 << 18))
    return 7
