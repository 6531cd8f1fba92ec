# title: an array with one element of 2 GiB
# attacks: relu
# status: failed
# stopped by: boundary
# threat: 11

from grader.boundary import codec


def forge(answer):
    identity = answer.id
    return codec.msgspec.msgpack.encode([identity, ["Returned", ["array", "V2147483647", [1], b""], [], []]])


def relu(x):
    codec.to_bytes = forge
    return 7
