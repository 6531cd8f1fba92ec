# title: a frame that contains a pickle instead of MessagePack
# attacks: relu
# status: failed
# stopped by: boundary

import os
import pickle
import struct

from world import CHANNEL


def relu(x):
    answer = pickle.dumps([b"8 bytes.", "returned", 0.0])
    os.write(CHANNEL, struct.pack(">I", len(answer)) + answer)
    return 7
