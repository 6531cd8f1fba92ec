"""What a student reads of a submission that did not simply answer."""

from __future__ import annotations

from grader.boundary.protocol import Forbidden, ForbiddenUse, Missing, NotRead
from grader.feedback import N_, Location, Message, Text, listed, phrase, sentences
from grader.judge.failures import CannotOpen, SubmissionFailure, WorkerLost


def located(location: Location, line: str) -> Text:
    """A place in the submission with its line, as a reader is told of it."""
    place = location.phrase()
    return phrase("{place}: {line}", place=place, line=line.strip()) if line.strip() else place


def missing(name: Missing) -> SubmissionFailure:
    found: list[Text] = [phrase("{name} is not defined.", name=name.name)]
    if name.problem:
        found = [
            phrase("{name} is not defined, and a part of the program could not be read.", name=name.name),
            _unread(name.problem),
        ]
    if name.inside:
        deeper = N_("It is defined inside a class or another function ({place}). Move it to the left margin.")
        found.append(phrase(deeper, place=name.inside))
    if name.near:
        found.append(
            phrase("Did you mean {names}? If so, rename it to {name}.", names=listed(name.near), name=name.name)
        )
    place = name.problem.location if name.problem else name.inside
    return SubmissionFailure("error", sentences(*found), place=place, hint_wanted=False)


def unread(problem: NotRead) -> CannotOpen:
    return CannotOpen(_unread(problem), place=problem.location)


def _unread(problem: NotRead) -> Message:
    return phrase("{place}: {reason}", place=problem.location, reason=problem.reason.message())


def forbidden(use: ForbiddenUse) -> SubmissionFailure:
    text = N_("{name} uses {use} ({place}). In this exercise you implement it yourself.")
    told = phrase(text, name=use.required, use=use.name, place=use.location)
    return SubmissionFailure("failed", told, place=use.location, hint_wanted=False)


def called(what: Text, use: Forbidden) -> SubmissionFailure:
    """A function was called, from a place that is known or not, whose use the exercise forbids."""
    name: Text = phrase("{name} ({place})", name=use.name, place=use.location) if use.location else use.name
    told = phrase("{what} used {name}. In this exercise you implement it yourself.", what=what, name=name)
    return SubmissionFailure("failed", told, place=use.location, hint_wanted=False)


def unreadable(reason: Text) -> Message:
    return phrase("The answer could not be read: {reason}.", reason=reason)


def explained(lost: WorkerLost, what: Text, limit: float, death: Text) -> WorkerLost:
    """Why there was no proper answer within `limit` seconds; `death` is how the worker ended, where it did."""
    told = lost.message
    if lost.status == "timeout":
        slow = N_("{what} did not finish within {limit} seconds. Is there a loop that never ends?")
        where = phrase("It was running {place}", place=located(lost.place, lost.line)) if lost.place else ""
        told = sentences(told or phrase(slow, what=what, limit=f"{limit:.3g}"), where)
    elif not told and death:
        told = phrase("{what} ended the process: {death}.", what=what, death=death)
    elif not told:
        told = phrase("{what} ended the process.", what=what)
    return WorkerLost(lost.status, told, lost.place)


def exercise_over(unfinished: tuple[str, ...]) -> Text:
    """The exercise's time is up; `unfinished` are the functions that did not finish."""
    names = listed(unfinished) if unfinished else ""
    went = phrase("The time was spent on {names}, which did not finish.", names=names) if names else ""
    return sentences(phrase("This exercise ran out of time."), went)
