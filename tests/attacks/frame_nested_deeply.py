# title: a frame nested 10000 levels deep, with the correct id
# attacks: relu
# status: failed
# stopped by: boundary

from grader.boundary import codec


def forge(answer):
    identity = answer.id
    return b"\x92\xc4\x08" + identity + b"\x94\xa8Returned" + b"\x91" * 10_000 + b"\xc0\x90\x90"


def relu(x):
    codec.to_bytes = forge
    return 7
