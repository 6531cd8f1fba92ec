# title: a frame of eight million empty lists
# attacks: relu
# status: failed
# stopped by: boundary
# threat: 13

from grader.boundary import codec

SEND = codec.to_bytes


def forged(answer):
    count = 8 * 2**20 - 100
    return (
        b"\x92\xc4\x08" + answer.id + b"\x94\xa8Returned\xdd" + count.to_bytes(4, "big") + b"\x90" * count + b"\x90\x90"
    )


def send(answer):
    return forged(answer) if type(answer.answer).__name__ == "Returned" else SEND(answer)


ARMED = setattr(codec, "to_bytes", send)


def relu(x):
    return ARMED or 7
