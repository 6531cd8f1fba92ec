# title: takes 3 GiB of memory
# attacks: relu
# status: error
# stopped by: limits

from world import acts


def relu(x):
    kept = [np.empty(1 << 26, np.uint8) for _ in range(48)]
    acts()
    return len(kept)
