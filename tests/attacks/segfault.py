# title: reads address 0
# attacks: relu
# status: crashed
# stopped by: judge

import ctypes


def relu(x):
    return ctypes.string_at(0)
