"""What a student reads of a submission that did not simply answer."""

from __future__ import annotations

from typing import Any

from grader.judge.failures import WorkerLost
from grader.language import N_, _, retell

PLACES = (N_("{}, cell {}, line {}"), N_("{}, cell {}"), N_("{}, line {}"))
"""How a worker names a place in the submission."""
MAX_TEXT = 2000


def texts(answer: list[Any], count: int) -> list[str]:
    """The first texts behind an answer's kind; whatever a worker sent in the place of one is empty."""
    return [*(part[:MAX_TEXT] if type(part) is str else "" for part in answer[1:]), *[""] * count][:count]


def where(place: str, line: str) -> str:
    """Where the submission was when its time was up; empty when nobody knows."""
    return _("Where it was: {place}").format(place=located(place, line)) if place else ""


def located(place: str, line: str) -> str:
    """A place in the submission with its line, as a reader is told of it."""
    return f"{retell(place)}: {line.strip()}" if line.strip() else retell(place)


def missing(name: str, near: list[str], inside: str, problem: str) -> str:
    """A name that is not defined: misspelt ones, the place where it is defined `inside` something else, and why a cell
    could not be read."""
    sentences = [_("{name} is not defined.").format(name=name)]
    if problem:
        sentences = [_("{name} is not defined: a cell could not be read.").format(name=name), unread(problem)]
    if inside:
        deeper = _("It stands inside a class or another function ({place}): move it to the left margin.")
        sentences.append(deeper.format(place=retell(inside)))
    if near:
        similar = _("There is {names}: if that is a slip, rename it.")
        sentences.append(similar.format(names=_(" and ").join(near)))
    return " ".join(sentences)


def unread(problem: str) -> str:
    """What a worker says of a program that cannot be read: a place, and why."""
    place, colon, reason = problem.partition(": ")
    return retell(place) + colon + retell(reason)


def refused(name: str, use: str, place: str) -> str:
    sentence = _("{name} uses {use} ({place}), which is to be built here, not called.")
    return sentence.format(name=name, use=use, place=retell(place))


def unreadable(reason: str) -> str:
    return _("The answer could not be read: {reason}.").format(reason=retell(reason))


def explained(lost: WorkerLost, text: str, limit: float, death: str) -> str:
    """Why there was no proper answer within `limit` seconds; `death` is how the worker ended, where it did."""
    if lost.status == "timeout":
        slow = _("{what} did not finish within {limit} seconds. Is there a loop that never ends?")
        slow = slow.format(what=retell(text), limit=f"{limit:.3g}")
        return " ".join(filter(None, [lost.message or slow, lost.place]))
    if lost.message:
        return lost.message
    return _("{what} ended the process").format(what=retell(text)) + (f": {death}." if death else ".")
