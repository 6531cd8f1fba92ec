"""What a student reads of an exception that the submission raised."""

from __future__ import annotations

import functools
import re
from collections import Counter

from grader.boundary import protocol
from grader.boundary.protocol import Answer, Raised
from grader.feedback import N_, Location, Message, Text, phrase, sentences
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
ONE_HOT_LABELS = N_("These labels are one-hot (rows of 0 and 1). Their loss is `categorical_crossentropy`.")
ADVICE = (
    (
        {"TypeError", "AttributeError"},
        r"operand.*'list'|instances of.*'list'|^list indices.*not (tuple|list|ndarray)|not '?list|by non-int"
        r"|concatenate list|'list' object has no attribute '(astype|dtype|mean|ndim|reshape|shape|size|sum|T)'",
        N_("You cannot calculate with a list. Convert it to an array first: `np.asarray(x)`."),
    ),
    (
        {"ValueError"},
        r"truth value of an array",
        N_("`if` needs one True or False, but an array holds many. Use `np.where` to choose for each number."),
    ),
    (
        {"ValueError"},
        r"read-only",
        N_("You must not change the arguments. Make a new array: `x = x + 1` does, `x += 1` does not."),
    ),
    (
        {"TypeError", "AttributeError", "ValueError"},
        r"NoneType|None values",
        N_("A value here is None. Does a function lack its `return`, or did the tape not watch this variable?"),
    ),
    (
        {"NotImplementedError"},
        r"started as non-Tensor|break and return statements|return statement cannot be placed inside",
        N_(
            "A loop of a tf.function must end by its condition. Put the tensor there, as in `while x >= 1:`, and move "
            "`break` and `return` out of the loop."
        ),
    ),
    (
        {"ValueError"},
        r"must be defined before the loop",
        N_("Give this variable a value before the loop starts."),
    ),
    (
        {"ValueError"},
        r"(else|main) branch must also have a return|must also be (initialized|defined) in the (else|main) branch",
        N_("In a tf.function, both branches of an `if` must return or set the same variables. Write the `else`, too."),
    ),
    (
        {"AttributeError"},
        r"'SymbolicTensor' object has no attribute 'numpy'",
        N_("A tensor has no numbers while the graph is built. Use TensorFlow operations instead of `.numpy()`."),
    ),
    (
        {"OperatorNotAllowedInGraphError"},
        "",
        N_(
            "Python asks a tensor for True or False here, but a tensor has no value while the graph is built. Use a "
            "plain `if` or `while`, no `assert` or `bool`, and `@tf.function` without `autograph=False`."
        ),
    ),
    (
        {"TypeError"},
        r"has dtype \w+ (in the main branch|before the loop)",
        N_("This variable must keep its dtype. Convert with `tf.cast`, or start with the right dtype."),
    ),
    (
        {"TypeError"},
        r"of '\w+' Op has type",
        N_("Both numbers need the same dtype. Convert one of them with `tf.cast`."),
    ),
    (
        {"TypeError", "ValueError"},
        r"same nested structure in the main and else|has shape .* before the loop, but shape",
        N_("Both branches of an `if`, and every pass of a loop, must give a value of the same kind and shape."),
    ),
    (
        {"ValueError"},
        r"only supports singleton tf\.Variables",
        N_("Do not create a `tf.Variable` inside a tf.function. A plain number can count."),
    ),
    (
        {"TypeError"},
        r"not SymbolicTensor",
        N_("`math` and NumPy cannot use a tensor while the graph is built. Use `tf.math` instead."),
    ),
    (
        {"RuntimeError"},
        r"as_numpy_iterator\(\)` is only supported in eager mode",
        N_("A tf.function cannot take numbers out of a dataset. Write a plain `for x in dataset`."),
    ),
    (
        {"InaccessibleTensorError"},
        "",
        N_("A list cannot collect tensors from a loop of a tf.function. Keep a running result in a variable instead."),
    ),
    (
        {"StagingError", "RecursionError"},
        r"maximum recursion depth",
        N_("The function calls itself forever. In a tf.function, use a loop instead of recursion."),
    ),
    (
        {"ValueError"},
        r"target\.ndim",
        ONE_HOT_LABELS,
    ),
    ({"ZeroDivisionError"}, "", N_("What should the result be when you would divide by 0?")),
    ({"AttributeError"}, r"^module '.*' has no attribute", N_("Is this name misspelt?")),
    (
        {"EOFError"},
        r"reading a line",
        N_("Nobody can type while your code is graded. Use the function's parameters instead of `input()`."),
    ),
    (
        {"FileNotFoundError"},
        "",
        N_("This file does not exist where your code is graded. Use the function's parameters, or hand in the file."),
    ),
    (
        {"OSError"},
        r"No space left on device",
        N_("Your code writes too much, or too many files. Keep the numbers in memory instead."),
    ),
    (
        {"OSError"},
        r"Read-only file system",
        N_("Your code may write only in its own folder. Use a file name without a folder."),
    ),
    (
        {"ImportError"},
        r"No module named",
        N_(
            "No library or file of this name exists where your code is graded. Use the libraries that the stub "
            "imports, and hand in every file of your own that you import."
        ),
    ),
    (
        {"ValueError"},
        r"dtype='string' is not a valid dtype",
        N_("Pass metrics to `compile` by name: `metrics=[...]`. The third argument is something else."),
    ),
    ({"ValueError"}, r"Cannot convert '\d+' to a shape", N_("A shape is a tuple, even with one number: `(3,)`.")),
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
    return re.split(r"\s*(?:Please )?[Ss]ee https?://", message)[0], location, line


def _quoted(frame: re.Match[str]) -> tuple[Location, str]:
    file, cell, number, line = frame.groups()
    return Location(file, int(cell) if cell else None, int(number)), line


def _reason(text: str) -> str:
    """What stands behind the quoted lines, without the name of the exception."""
    lines = filter(None, map(str.strip, text.splitlines()))
    return re.sub(r"^\w+: ", "", next(lines, ""))
