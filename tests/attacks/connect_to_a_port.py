# title: connects to a port of this machine
# attacks: relu
# status: error
# stopped by: seccomp, landlock-files

import socket

from world import PORT, acts


def relu(x):
    socket.create_connection(("127.0.0.1", PORT)).close()
    acts()
    return 7
