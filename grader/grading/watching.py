"""Watching a student's work, without a terminal, a clock or a file of theirs: what happens makes the next state of a
state, and says what is to be done."""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec.structs import replace

from grader.course.guide import hints_of
from grader.course.model import Exercise
from grader.feedback import Location, Message, Text, phrase
from grader.grading.events import CheckFinished, Event, ExerciseStarted, Finished, Warming
from grader.report.functions import by_function, is_lost
from grader.report.model import STATUSES, CheckResult, ExerciseResult, for_student
from grader.report.text import points

HANGUL = dict(zip("ㅗㅜㅣㅐㅁㅂ", "hnloaq", strict=True))
"""What the same keys write where Korean is being typed."""


class Pressed(msgspec.Struct, frozen=True):
    key: str


class Edited(msgspec.Struct, frozen=True):
    """Files were saved: those of these exercises, and perhaps `others`, which any exercise may use."""

    names: tuple[str, ...]
    others: bool = False


class GradingTold(msgspec.Struct, frozen=True):
    """What the grading of that number tells while it runs."""

    number: int
    event: Event


class Ended(msgspec.Struct, frozen=True):
    """That grading is over, at that time of day."""

    number: int
    results: tuple[ExerciseResult, ...]
    time: str = ""


class Failed(msgspec.Struct, frozen=True):
    """That grading did not take place."""

    number: int
    message: Text


class Noted(msgspec.Struct, frozen=True):
    """Something to tell, which the next save wipes away; what `lasts` stays."""

    message: Text
    lasts: bool = False


WatchEvent = Pressed | Edited | GradingTold | Ended | Failed | Noted


class StartGrading(msgspec.Struct, frozen=True):
    """Grade these exercises. A grading with a smaller number is not wanted any more."""

    number: int
    names: tuple[str, ...]


class OpenEditor(msgspec.Struct, frozen=True):
    """Show this place to the student in an editor; its file is seen from their folder."""

    place: Location


class Hinted(msgspec.Struct, frozen=True):
    """Remember the level up to which hints for this check are shown, since `grade hint` goes on from there."""

    check: str
    level: int


class Quit(msgspec.Struct, frozen=True):
    pass


Effect = StartGrading | OpenEditor | Hinted | Quit
View = Literal["start", "all", "list"]


class WatchState(msgspec.Struct, frozen=True):
    """What is watched and what is known of it. `due` are the exercises whose newest work is not graded yet, by the
    grading of the highest number; `is_chosen` says that the student wants to see the current one."""

    exercises: tuple[Exercise, ...]
    current: str
    is_chosen: bool = False
    results: dict[str, ExerciseResult] = {}
    scores: dict[str, float] = {}
    """Points of each exercise when it could last be read: a program that is being typed loses none."""
    due: tuple[str, ...] = ()
    number: int = 0
    checked: int = 0
    """Checks of the current exercise that this grading has finished."""
    warming: bool = False
    was_warm: bool = False
    time: str = ""
    view: View = "start"
    hinted: tuple[str, int] = ("", 0)
    """A check, and how many of its hints are shown."""
    note: Text = ""
    warning: Text = ""

    @property
    def exercise(self) -> Exercise:
        return next(each for each in self.exercises if each.name == self.current)

    @property
    def result(self) -> ExerciseResult | None:
        return self.results.get(self.current)

    @property
    def hints(self) -> list[Message]:
        """Those of the check to look at that are shown."""
        check, count = stuck(self), self.hinted[1]
        return list(_further(self.exercise, check).values())[:count] if check and check.name == self.hinted[0] else []

    def is_full(self, name: str) -> bool:
        result = self.results.get(name)
        return result is not None and result.status == "passed" and result.score >= result.max_score


def begin(exercises: tuple[Exercise, ...], name: str | None) -> tuple[WatchState, tuple[Effect, ...]]:
    """Everything is graded first, which costs nothing for what has not changed or not begun."""
    state = WatchState(exercises, name or exercises[0].name, is_chosen=name is not None)
    return _grade(state, tuple(exercise.name for exercise in exercises))


def step(state: WatchState, event: WatchEvent) -> tuple[WatchState, tuple[Effect, ...]]:
    match event:
        case Pressed(key):
            return _press(state, HANGUL.get(key, key).lower())
        case Edited(names, others):
            return _edit(state, names, others)
        case Noted(message, lasts):
            return replace(state, **{"warning" if lasts else "note": message}), ()
        case GradingTold(number, told) if number == state.number:
            return _progress(state, told), ()
        case Ended(number, results, time) if number == state.number:
            for result in results:
                if result.name in state.due:
                    state = _know(state, result)
            state = replace(state, due=(), warming=False, time=time)
            return (state if state.is_chosen else replace(state, current=_ahead(state), is_chosen=True)), ()
        case Failed(number, message) if number == state.number:
            return replace(state, due=(), warming=False, note=message), ()
    return state, ()  # it is of a grading that a later save has overtaken


def stuck(state: WatchState) -> CheckResult | None:
    """The check to look at: the first that the function to start with has lost."""
    if state.result is None or not STATUSES[state.result.status].started:
        return None
    start = by_function(state.result).start
    return next(filter(is_lost, start.checks), None) if start else None


def _grade(state: WatchState, names: tuple[str, ...]) -> tuple[WatchState, tuple[Effect, ...]]:
    due = tuple(each.name for each in state.exercises if each.name in names or each.name in state.due)
    state = replace(state, due=due, number=state.number + 1, checked=0)
    return state, (StartGrading(state.number, due),)


def _edit(state: WatchState, names: tuple[str, ...], others: bool) -> tuple[WatchState, tuple[Effect, ...]]:
    if not names and not others:
        return state, ()
    current = state.current if state.current in names or not names else names[0]
    view: View = "start" if state.view == "list" else state.view
    state = replace(state, current=current, is_chosen=state.is_chosen or bool(names), view=view, note="")
    return _grade(state, (*names, current))


def _progress(state: WatchState, told: Event) -> WatchState:
    match told:
        case Warming():
            again = phrase("The server had ended. It starts again.") if state.was_warm else state.note
            return replace(state, warming=True, was_warm=True, note=again)
        case CheckFinished(exercise=exercise):
            checked = state.checked + (exercise.name == state.current)
            return replace(state, warming=False, was_warm=True, checked=checked)
        case Finished(result=result):
            return _know(state, result)
        case ExerciseStarted():
            return state


def _know(state: WatchState, result: ExerciseResult) -> WatchState:
    """Takes in a result; when the current exercise becomes full by a save, the next one is on."""
    was_full = state.is_full(result.name)
    due = tuple(name for name in state.due if name != result.name)
    unreadable = result.message and not result.checks and STATUSES[result.status].started
    scores = state.scores if unreadable else state.scores | {result.name: result.score}
    state = replace(state, results=state.results | {result.name: for_student(result)}, scores=scores, due=due)
    if state.number == 1 or result.name != state.current or was_full or not state.is_full(result.name):
        return state
    following = _following(state)
    if state.is_full(following):
        return replace(state, note=phrase("Full marks on what was graded. Well done!"))
    values = {"name": result.name, "score": points(result.score), "next": following}
    note = phrase("{name}: full marks ({score} points). Next: {next}", **values)
    return replace(state, current=following, view="start", note=note)


def _following(state: WatchState) -> str:
    """The next exercise that is not full, after the last one the first; the very next if all are."""
    names = [each.name for each in state.exercises]
    place = names.index(state.current) + 1
    others = [*names[place:], *names[:place]]
    return next((name for name in others if not state.is_full(name)), others[0])


def _ahead(state: WatchState) -> str:
    """The exercise to work on: the first that is begun and not full, else the first that is not full."""
    missing = [each.name for each in state.exercises if not state.is_full(each.name)]
    begun = [name for name in missing if name in state.results and STATUSES[state.results[name].status].started]
    return next(iter((*begun, *missing)), state.current)


def _press(state: WatchState, key: str) -> tuple[WatchState, tuple[Effect, ...]]:
    match key:
        case "q" | "":  # nothing where the terminal is gone
            return state, (Quit(),)
        case "n":
            return replace(state, current=_following(state), is_chosen=True, view="start", note=""), ()
        case "l":
            return replace(state, view="start" if state.view == "list" else "list"), ()
        case "a":
            return replace(state, view="start" if state.view == "all" else "all"), ()
        case "o":
            return state, (OpenEditor(_place(state)),)
        case "h":
            return _hint(replace(state, view="start", note=""))
    return state, ()


def _hint(state: WatchState) -> tuple[WatchState, tuple[Effect, ...]]:
    """One hint more; after the last one, none."""
    check = stuck(state)
    if check is None:
        return replace(state, note=phrase("No check needs a hint here.")), ()
    further = _further(state.exercise, check)
    if not further:
        return replace(state, note=phrase("There are no more hints for this check.")), ()
    shown = state.hinted[1] if state.hinted[0] == check.name else 0
    state = replace(state, hinted=(check.name, (shown + 1) % (len(further) + 1)))
    levels = list(further)[: state.hinted[1]]
    return state, tuple(Hinted(f"{state.current}.{check.name}", level) for level in levels[-1:])


def _further(exercise: Exercise, check: CheckResult) -> dict[int, Message]:
    """The hints for a check that its report does not show, by their levels; of a hidden one there are none."""
    found = hints_of(exercise, check.name) if check.visibility == "visible" else []
    return {level: hint for level, hint in enumerate(found, 1) if str(hint) != str(check.hint)}


def _place(state: WatchState) -> Location:
    """Where the work is to go on."""
    result, check = state.result, stuck(state)
    if result is None or not result.file:
        return Location(f"{state.current}.py")
    start = by_function(result).start
    place = (check and check.place) or (start and start.place) or result.place or Location(result.file)
    folder = result.file.rpartition("/")[0]
    return replace(place, file="/".join(filter(None, (folder, place.file.removeprefix(f"{folder}/")))))
