# title: answers early, with a guessed id
# attacks: relu
# status: failed
# stopped by: boundary
# threat: 7

import os
import struct

import msgspec
from world import CHANNEL


def relu(x):
    answer = msgspec.msgpack.encode([os.urandom(8), ["Returned", 0.0, [], []]])
    os.write(CHANNEL, struct.pack(">I", len(answer)) + answer)
    return 7
