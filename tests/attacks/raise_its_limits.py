# title: gives itself higher limits
# attacks: relu
# status: error
# stopped by: limits, identity

import resource

from world import acts


def relu(x):
    resource.setrlimit(resource.RLIMIT_NOFILE, (100_000, 100_000))
    acts()
    return 7
