# title: sends a datagram, as to a name server
# attacks: relu
# status: error
# stopped by: seccomp

import socket

from world import PORT, acts


def relu(x):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        out.sendto(b"86753.09", ("127.0.0.1", PORT))
    acts()
    return 7
