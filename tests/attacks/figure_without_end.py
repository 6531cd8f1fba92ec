# title: a figure of fifty thousand lines, with titles of a megabyte
# attacks: plot_activations
# status: failed
# stopped by: boundary
# threat: 13

from grader.runtime import codec

SEND = codec.to_bytes


def forged(answer):
    line = ["f" * 10, ["float64", [0], b""], ["float64", [0], b""], "line"]
    axes = ["t" * 1_000_000, "x" * 1_000_000, "y", ["l"] * 10_000, [line] * 50_000]
    return codec.msgspec.msgpack.encode([answer.id, ["Returned", ["figure", 1, "f" * 1_000_000, [axes]], [], []]])


def send(answer):
    return forged(answer) if type(answer.answer).__name__ == "Returned" else SEND(answer)


ARMED = setattr(codec, "to_bytes", send)


def plot_activations(*arguments, **named):
    return ARMED or 7
