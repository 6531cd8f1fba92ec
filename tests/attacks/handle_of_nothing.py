# title: an answer with handles that were never given out
# attacks: relu
# status: failed
# stopped by: boundary

from grader.boundary import codec


def forge(answer):
    identity = answer.id
    made_up = ["list", [["FunctionRef", "relu", 2**30], ["Opaque", "x", -1]]]
    return codec.msgspec.msgpack.encode([identity, ["Returned", made_up, [], []]])


def relu(x):
    codec.to_bytes = forge
    return 7
