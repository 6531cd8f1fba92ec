# title: writes one file larger than its share
# attacks: relu
# status: error
# stopped by: limits

from world import acts


def relu(x):
    with open("huge", "wb") as file:
        file.truncate(1 << 30)
    with open("huge", "wb"):
        acts()
    return 7
