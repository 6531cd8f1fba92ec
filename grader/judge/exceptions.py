"""What a student reads of an exception that the submission raised."""

from __future__ import annotations

import re
from collections import Counter

from grader.boundary.protocol import Raised
from grader.feedback import N_, Location, Message, Text, phrase, sentences
from grader.judge.failures import SubmissionFailure
from grader.judge.removed import removed
from grader.judge.sentences import located

IMPORTS = {
    "np": "import numpy as np",
    "tf": "import tensorflow as tf",
    "keras": "import keras",
    "plt": "import matplotlib.pyplot as plt",
    "math": "import math",
}
ADVICE = (
    (
        {"TypeError", "AttributeError"},
        r"operand.*'list'|instances of.*'list'|^list indices.*not (tuple|list|ndarray)|not '?list|by non-int"
        r"|concatenate list|'list' object has no attribute '(astype|dtype|mean|ndim|reshape|shape|size|sum|T)'",
        N_("A list is no number to compute or compare with: make an array of it, `np.asarray(x)`."),
    ),
    (
        {"ValueError"},
        r"truth value of an array",
        N_("`if` wants one True or False, and an array has many: `np.where` chooses for each number."),
    ),
    (
        {"ValueError"},
        r"read-only",
        N_("What is given must not be changed: make a new array, as `x = x + 1` does and `x += 1` does not."),
    ),
    (
        {"TypeError", "AttributeError", "ValueError"},
        r"NoneType|None values",
        N_("Something here is None: a function without `return`, or a gradient of what no tape has watched."),
    ),
    (
        {"NotImplementedError"},
        r"started as non-Tensor|break and return statements|return statement cannot be placed inside",
        N_(
            "A loop of a tf.function ends by its condition: put the tensor into it, as in `while x >= 1:`, and take "
            "`break` and `return` out of the loop."
        ),
    ),
    (
        {"ValueError"},
        r"must be defined before the loop",
        N_("Give that variable a value before the loop begins."),
    ),
    (
        {"ValueError"},
        r"(else|main) branch must also have a return|must also be (initialized|defined) in the (else|main) branch",
        N_("In a tf.function both branches of an `if` return, or set the same variables: write the `else` too."),
    ),
    (
        {"AttributeError"},
        r"'SymbolicTensor' object has no attribute 'numpy'",
        N_("While its graph is built, a tensor has no numbers yet: compute with TensorFlow, without `.numpy()`."),
    ),
    (
        {"InaccessibleTensorError"},
        "",
        N_("What a loop of a tf.function computes stays in it: a list outside cannot collect it, a variable can."),
    ),
    (
        {"StagingError", "RecursionError"},
        r"maximum recursion depth",
        N_("The function calls itself without an end. A tf.function that depends on a tensor needs a loop instead."),
    ),
    (
        {"ValueError"},
        r"target\.ndim",
        N_("These labels are one-hot, one row of 0 and 1 each: `categorical_crossentropy` is the loss for them."),
    ),
    ({"ZeroDivisionError"}, "", N_("What is the result where there is nothing to divide by?")),
    ({"AttributeError"}, r"^module '.*' has no attribute", N_("Is that name misspelt?")),
    (
        {"EOFError"},
        r"reading a line",
        N_("Nobody types while a submission is graded: a function gets all it needs by its parameters, not `input()`."),
    ),
    (
        {"FileNotFoundError"},
        "",
        N_("There is no such file where submissions are graded: a function gets all it needs by its parameters."),
    ),
    (
        {"OSError"},
        r"No space left on device",
        N_("It writes more, or more files, than a submission may: keep numbers in memory instead."),
    ),
    (
        {"OSError"},
        r"Read-only file system",
        N_("A submission may write in its own folder only: give a file's name without a folder."),
    ),
    (
        {"ImportError"},
        r"No module named",
        N_(
            "Where submissions are graded there is neither a library nor a file of that name: take what the stub "
            "imports, and hand in each file of your own that you import."
        ),
    ),
    (
        {"ValueError"},
        r"dtype='string' is not a valid dtype",
        N_("Give metrics to `compile` by their name, `metrics=[...]`: its third place is for something else."),
    ),
    ({"ValueError"}, r"Cannot convert '\d+' to a shape", N_("A shape is a tuple, even of one number: `(3,)`.")),
)
"""What to do about an exception that beginners meet: kinds, a pattern of its message, and the advice, to which a hint
at the check's idea would add nothing."""
QUOTED = re.compile(r'File "([^"/]+?)(?:, cell (\d{1,9}))?", line (\d{1,9}), in .*\n +(.*)')
"""A line of the submission, as AutoGraph quotes it: file, cell, number, text."""
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


def raised(what: Text, answer: Raised) -> SubmissionFailure:
    """An exception that came of what is named."""
    kinds, kind = answer.classes, answer.classes[0]
    if kind == "NotImplementedError" and STUB in answer.line + answer.message:  # TensorFlow has errors of that name too
        if answer.within and answer.location:
            text = N_("{what} calls {name}, which is not written yet: write {name} first ({place}).")
            calls = phrase(text, what=what, name=answer.within, place=answer.location)
            return SubmissionFailure("error", calls, place=answer.location, hint_wanted=False)
        return SubmissionFailure("not_started", phrase("This function is not written yet."), place=answer.location)
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
    return SubmissionFailure("error", told, kinds, place=location, hint_wanted=hint_wanted)


def _advice(kinds: tuple[str, ...], message: str, called: bool) -> Text:
    """What to do; `called` says that it was the call of the submission's own function that failed, nothing in it."""
    if gone := removed(message):
        return gone.phrase()
    for alias, line in IMPORTS.items():
        if "NameError" in kinds and f"'{alias}'" in message:
            return phrase("Is `{line}` missing at the top?", line=line)
    if "TypeError" in kinds and (wrong := PARAMETERS.match(message)):
        if called:
            return phrase("Compare its parameters with those of the stub.")
        return phrase("These are not the parameters of {name}.", name=f"`{wrong[1]}`")
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
    return re.split(r"\s*(?:Please )?[Ss]ee https?://", message)[0], location, line


def _quoted(frame: re.Match[str]) -> tuple[Location, str]:
    file, cell, number, line = frame.groups()
    return Location(file, int(cell) if cell else None, int(number)), line


def _reason(text: str) -> str:
    """What stands behind the quoted lines, without the name of the exception."""
    lines = filter(None, map(str.strip, text.splitlines()))
    return re.sub(r"^\w+: ", "", next(lines, ""))
