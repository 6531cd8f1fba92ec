# title: a figure with fifty thousand lines and titles of one megabyte
# attacks: plot_activations
# status: failed
# stopped by: boundary
# threat: 13

from grader.boundary import codec

SEND = codec.to_bytes


def forged(answer):
    points = ["array", "float64", [0], b""]
    line = ["Line", "f" * 10, points, points, "line"]
    axes = ["Axes", "t" * 1_000_000, "x" * 1_000_000, "y", ["l"] * 10_000, [line] * 50_000]
    return codec.msgspec.msgpack.encode([answer.id, ["Returned", ["Figure", [axes], 1, "f" * 1_000_000], [], []]])


def send(answer):
    return forged(answer) if type(answer.answer).__name__ == "Returned" else SEND(answer)


ARMED = setattr(codec, "to_bytes", send)


def plot_activations(*arguments, **named):
    return ARMED or 7
