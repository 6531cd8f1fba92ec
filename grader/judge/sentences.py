"""What a student reads of a submission that did not simply answer."""

from __future__ import annotations

from typing import Any

from grader.judge.failures import SubmissionFailure, WorkerLost
from grader.language import N_, _, retell

PLACES = (N_("{}, cell {}, line {}"), N_("{}, cell {}"), N_("{}, line {}"))
"""How a worker names a place in the submission."""
IMPORTS = {
    "np": "import numpy as np",
    "tf": "import tensorflow as tf",
    "keras": "import keras",
    "plt": "import matplotlib.pyplot as plt",
    "math": "import math",
}
NO_IDEA = frozenset({"NameError", "ImportError", "SyntaxError"})
"""Exceptions of a slip in writing, not of a wrong idea."""
MAX_TEXT = 2000
STUB = "raise NotImplementedError"
"""A stub's line; AutoGraph quotes it in its message."""


def texts(answer: list[Any], count: int) -> list[str]:
    """The first texts behind an answer's kind; whatever a worker sent in the place of one is empty."""
    return [*(part[:MAX_TEXT] if type(part) is str else "" for part in answer[1:]), *[""] * count][:count]


def where(place: str, line: str) -> str:
    """Where the submission was when its time was up; empty when nobody knows."""
    return _("Where it was: {place}").format(place=_at(place, line)) if place else ""


def _at(place: str, line: str) -> str:
    return f"{retell(place)}: {line.strip()}" if line.strip() else retell(place)


def missing(name: str, near: list[str], inside: str, problem: str) -> str:
    """A name that is not defined: misspelt ones, the place where it is defined `inside` something else, and why a cell
    could not be read."""
    sentences = [_("{name} is not defined.").format(name=name)]
    if inside:
        deeper = _("It stands inside a class or another function ({place}): move it to the left margin.")
        sentences.append(deeper.format(place=retell(inside)))
    if near:
        sentences.append(_("Did you mean {names}?").format(names=_(" or ").join(near)))
    return " ".join([*sentences, problem] if problem else sentences)


def refused(name: str, use: str, place: str) -> str:
    sentence = _("{name} uses {use} ({place}), which is to be built here, not called.")
    return sentence.format(name=name, use=use, place=retell(place))


def unreadable(reason: str) -> str:
    return _("The answer could not be read: {reason}.").format(reason=retell(reason))


def raised(
    text: str, kinds: tuple[str, ...], kind: str, message: str, place: str, line: str, within: str
) -> SubmissionFailure:
    """An exception, raised at `place`; `within` is the function there, where it is another than the one called."""
    if kind == "NotImplementedError" and STUB in line + message:  # TensorFlow has errors of that name too
        if within:
            calls = _("{what} calls {name}, which is not written yet ({place}).")
            told = calls.format(what=retell(text), name=within, place=retell(place))
            return SubmissionFailure("error", told, says_all=True)
        return SubmissionFailure("not_started", _("This function is not written yet."))
    told = _("{what} raised {kind}").format(what=retell(text), kind=kind) + (f": {message}" if message else "")
    told += f" ({_at(place, line)})" if place else ""
    for alias, line in IMPORTS.items():
        if kind == "NameError" and f"'{alias}'" in message:
            told += ". " + _("Is `{line}` missing at the top?").format(line=line)
    if kind == "TypeError" and not place and "argument" in message:  # the call itself does not fit the function
        told += ". " + _("Compare its parameters with those of the stub.")
    return SubmissionFailure("error", told, kinds, says_all=not NO_IDEA.isdisjoint(kinds))


def explained(lost: WorkerLost, text: str, limit: float, death: str) -> str:
    """Why there was no proper answer within `limit` seconds; `death` is how the worker ended, where it did."""
    if lost.status == "timeout":
        slow = _("{what} did not finish within {limit} seconds.").format(what=retell(text), limit=f"{limit:.3g}")
        return " ".join(filter(None, [lost.message or slow, lost.place]))
    if lost.message:
        return lost.message
    return _("{what} ended the process").format(what=retell(text)) + (f": {death}." if death else ".")
