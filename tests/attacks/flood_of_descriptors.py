# title: opens files until it gets no more
# attacks: relu
# status: error
# stopped by: limits

from world import acts


def relu(x):
    kept = [open("/dev/null") for _ in range(300)]  # noqa: SIM115
    acts()
    return len(kept)
