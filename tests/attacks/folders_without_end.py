# title: folders nested too deep for any path
# attacks: relu
# status: crashed, failed, error
# stopped by: server

import os


def relu(x):
    for _ in range(1500):
        os.mkdir("deeper and deeper and deeper")
        os.chdir("deeper and deeper and deeper")
    return 7
