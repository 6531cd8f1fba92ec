"""What a student reads of an exception that the submission raised."""

from __future__ import annotations

import functools
import re
from collections import Counter

from grader.boundary import protocol
from grader.boundary.protocol import Answer, Raised
from grader.feedback import N_, Location, Message, Text, phrase, sentences
from grader.judge.advice import ADVICE
from grader.judge.failures import SubmissionFailure, WorkerLost
from grader.judge.removed import removed
from grader.judge.sentences import called, located, unreadable

IMPORTS = {
    "np": "import numpy as np",
    "tf": "import tensorflow as tf",
    "keras": "import keras",
    "plt": "import matplotlib.pyplot as plt",
    "math": "import math",
}
QUOTED = re.compile(r'File "([^"/]+?)(?:, cell (\d{1,9}))?", line (\d{1,9}), in .*\n +(.*)')
"""A line of the submission, as AutoGraph quotes it: file, cell, number, text."""
IN_A_LAYER = re.compile(
    r"^Exception encountered when calling .*?\n\n(?:\x1b\[1m)?(.*?)(?:\x1b\[0m)?\n\nArguments rec", re.DOTALL
)
"""How Keras tells what went wrong in a layer."""
BY_THE_WAY = re.compile(
    r"\s*(?:Please )?[Ss]ee https?://|\s*If you are looking for numpy-related methods|\s*The aliases was originally"
    r"| \(/\S*/site-packages/|, you can install the `tf_keras` package"
)
"""Where a message begins to tell what helps no beginner: pages, switches and folders of libraries."""
ENDLESS = 10
"""Calls of a function by itself while its graph is built, from which on there is no end to be expected."""
CALLS_ITSELF = "maximum recursion depth exceeded"
PARAMETERS = re.compile(
    r"^([\w.<>]+)\(\) (?:takes|missing|got) .*(?:positional argument|keyword argument|multiple values for argument)"
)
"""What Python says of a function that was called with other arguments than it takes; the function's name."""
SLIPS = frozenset({"NameError", "ImportError", "SyntaxError"})
"""Kinds of a slip in writing, not of a wrong idea."""
STUB = "raise NotImplementedError"
"""A stub's line; AutoGraph quotes it in its message."""


def failure(answer: Answer, what: Text) -> SubmissionFailure | WorkerLost | None:
    """Why an answer is not what was asked for; None where it answers another question."""
    match answer:
        case protocol.Raised():
            return raised(what, answer)
        case protocol.Forbidden():
            return called(what, answer)
        case protocol.NoGraph():
            told = phrase("This is not a tf.function. Write the decorator `@tf.function` above the function.")
        case protocol.NoFile(reason):
            told = phrase("The file could not be read: {reason}.", reason=reason.message())
        case protocol.Unreadable(reason):
            told = unreadable(reason.message())
        case _:
            return None
    return SubmissionFailure("failed", told, hint_wanted=False)


def raised(what: Text, answer: Raised) -> SubmissionFailure | WorkerLost:
    """An exception that came of what is named. Of a function that is not written, nothing is to be shrunk: most are not
    while a student works, and trying many inputs takes most of the time."""
    kinds, kind = answer.classes, answer.classes[0]
    if kind == "NotImplementedError" and STUB in answer.line + answer.message:  # TensorFlow has errors of that name too
        if answer.within and answer.location:
            text = N_("{what} calls {name} ({place}), which you have not written yet. Write {name} first.")
            calls = phrase(text, what=what, name=answer.within, place=answer.location)
            return WorkerLost("error", calls, answer.location)
        return WorkerLost("not_started", phrase("You have not written this function yet."), answer.location)
    message, location, line = _without_machinery(answer)
    told = phrase("{what} raised {kind}", what=what, kind=kind)
    if message:
        told = phrase("{raised}: {message}", raised=told, message=message if location else message.rstrip("."))
    if location:
        told = phrase("{raised} ({place})", raised=told, place=located(location, line))
    advice = _advice(kinds, message, called=location is None)
    if advice:
        told = sentences(phrase("{raised}.", raised=told), advice)
    hint_wanted = not advice and SLIPS.isdisjoint(kinds)
    return _catchable(kinds)("error", told, kinds, place=location, hint_wanted=hint_wanted)


CATCHABLE = (
    *(ValueError, TypeError, KeyError, IndexError, LookupError, ZeroDivisionError, OverflowError, ArithmeticError),
    *(AttributeError, NameError, RuntimeError, NotImplementedError, FileNotFoundError, OSError),
)
"""Exceptions of Python that ask a program to be caught; not those that pytest or Hypothesis understand."""


def _catchable(kinds: tuple[str, ...]) -> type[SubmissionFailure]:
    """The failure of a submission that raised this, as what a suite catches it: `pytest.raises(ValueError)` and
    `except ValueError` see Python's own exception of that name."""
    known = {each.__name__: each for each in CATCHABLE}
    return next((_also(known[kind]) for kind in kinds if kind in known), SubmissionFailure)


@functools.cache
def _also(kind: type[Exception]) -> type[SubmissionFailure]:
    return type(f"Submission{kind.__name__}", (SubmissionFailure, kind), {})


def _advice(kinds: tuple[str, ...], message: str, called: bool) -> Text:
    """What to do; `called` says that it was the call of the submission's own function that failed, nothing in it."""
    if gone := removed(message):
        return gone.phrase()
    for alias, line in IMPORTS.items():
        if "NameError" in kinds and f"'{alias}'" in message:
            return phrase("Is `{line}` missing at the top?", line=line)
    if "TypeError" in kinds and (wrong := PARAMETERS.match(message)):
        if called:
            return phrase("Compare the parameters of your function with those of the stub.")
        return phrase("{name} does not have these parameters.", name=f"`{wrong[1]}`")
    found = (text for of, pattern, text in ADVICE if not of.isdisjoint(kinds) and re.search(pattern, message))
    return next(map(Message, found), "")


def _without_machinery(answer: Raised) -> tuple[str, Location | None, str]:
    """AutoGraph wraps an exception into one that quotes the submission's lines; TensorFlow's kernels name themselves
    first, and addresses of its own pages last."""
    message, location, line = answer.message, answer.location, answer.line
    frames = list(QUOTED.finditer(message)) if "in user code:" in message else []
    if frames:
        location, line = _quoted(frames[-1])
        message = _reason(message[frames[-1].end() :])
    calls = Counter(map(_quoted, frames)).most_common(1)
    if calls and calls[0][1] >= ENDLESS:
        (location, line), message = calls[0][0], CALLS_ITSELF
    message = re.sub(r"\{\{function_node .*?\}\} ?", "", message)
    if inner := IN_A_LAYER.search(message):
        message = inner[1]
    return BY_THE_WAY.split(message)[0], location, line


def _quoted(frame: re.Match[str]) -> tuple[Location, str]:
    file, cell, number, line = frame.groups()
    return Location(file, int(cell) if cell else None, int(number)), line


def _reason(text: str) -> str:
    """What stands behind the quoted lines, without the name of the exception."""
    lines = filter(None, map(str.strip, text.splitlines()))
    return re.sub(r"^\w+: ", "", next(lines, ""))
