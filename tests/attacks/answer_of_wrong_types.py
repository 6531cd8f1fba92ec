# title: an answer whose warnings and arguments are not lists
# attacks: relu
# status: failed
# stopped by: boundary
# threat: 6

from grader.boundary import codec


def forge(answer):
    identity = answer.id
    return codec.msgspec.msgpack.encode([identity, [type(answer.answer).__name__, 0.0, 5, 5]])


def relu(x):
    codec.to_bytes = forge
    return 7
