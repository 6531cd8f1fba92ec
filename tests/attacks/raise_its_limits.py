# title: raises its own limits
# attacks: relu
# status: error
# stopped by: the kernel

import resource


def relu(x):
    resource.setrlimit(resource.RLIMIT_NOFILE, (100_000, 100_000))
    return 7
