# title: an answer with handles that were never given out
# attacks: relu
# status: failed
# stopped by: boundary

from grader.runtime import codec


def forge(answer):
    identity = answer[0]
    return codec.msgspec.msgpack.encode(
        [identity, "returned", ["list", [["callable", 2**30, "relu"], ["opaque", -1, "x"]]], [], []]
    )


def relu(x):
    codec.to_bytes = forge
    return 7
