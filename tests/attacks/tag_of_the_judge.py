# title: an answer that names a function for the judge to run
# attacks: relu
# status: failed
# stopped by: boundary

from grader.boundary import codec


def forge(answer):
    identity = answer.id
    return codec.msgspec.msgpack.encode([identity, ["Returned", ["Named", "relu"], [], []]])


def relu(x):
    codec.to_bytes = forge
    return 7
