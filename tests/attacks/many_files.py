# title: writes a huge number of files
# attacks: relu
# status: error, crashed, timeout
# stopped by: server

import time


def relu(x):
    for number in range(20_000):
        with open(str(number), "w"):
            pass
        if number == 2500:
            time.sleep(1)
    return 7
