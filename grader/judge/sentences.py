"""What a student reads of a submission that did not simply answer."""

from __future__ import annotations

from grader.feedback import Location
from grader.judge.failures import WorkerLost
from grader.language import N_, _, retell
from grader.runtime.protocol import Forbidden, ForbiddenUse, Late, Missing, NotRead

PLACES = (N_("{}, cell {}, line {}"), N_("{}, cell {}"), N_("{}, line {}"))
"""How a place in the submission is named: a line of a cell, a cell, a line of a file."""


def place(location: Location) -> str:
    file, cell, line = location.file, location.cell, location.line
    if cell and line:
        return _(PLACES[0]).format(file, cell, line)
    if cell or line:
        return _(PLACES[1] if cell else PLACES[2]).format(file, cell or line)
    return file


def where(late: Late) -> str:
    """Where the submission was when its time was up; empty when nobody knows."""
    return _("Where it was: {place}").format(place=located(late.location, late.line)) if late.location else ""


def located(location: Location, line: str) -> str:
    """A place in the submission with its line, as a reader is told of it."""
    return f"{place(location)}: {line.strip()}" if line.strip() else place(location)


def missing(name: Missing) -> str:
    sentences = [_("{name} is not defined.").format(name=name.name)]
    if name.problem:
        unreadable_cell = _("{name} is not defined: a cell could not be read.").format(name=name.name)
        sentences = [unreadable_cell, unread(name.problem)]
    if name.inside:
        deeper = _("It stands inside a class or another function ({place}): move it to the left margin.")
        sentences.append(deeper.format(place=place(name.inside)))
    if name.near:
        similar = _("There is {names}: if that is a slip, rename it.")
        sentences.append(similar.format(names=_(" and ").join(name.near)))
    return " ".join(sentences)


def unread(problem: NotRead) -> str:
    return f"{place(problem.location)}: {retell(problem.reason)}"


def refused(use: ForbiddenUse) -> str:
    sentence = _("{name} uses {use} ({place}), which is to be built here, not called.")
    return sentence.format(name=use.required, use=use.name, place=place(use.location))


def called(text: str, use: Forbidden) -> str:
    """A function was called, from a place that is known or not, whose use the exercise forbids."""
    name = f"{use.name} ({place(use.location)})" if use.location else use.name
    return _("{what} used {name}, which is to be built here, not called.").format(what=retell(text), name=name)


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
