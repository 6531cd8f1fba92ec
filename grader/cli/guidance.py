"""The verbs of a student who is stuck: a hint, and what a check asks."""

from __future__ import annotations

from typing import Annotated

import typer
from msgspec.structs import replace

from grader.cli.errors import tell
from grader.cli.options import LanguageOption, OwnCourseOption, command, new_app, open_course, own_workspace
from grader.cli.speech import _, spoken, told
from grader.course.checks import WrittenCheck, checks_of, find_check
from grader.course.graded import WorkspaceMemory, keep, recall
from grader.course.guide import hints_of, read_guide
from grader.course.model import Course, Exercise
from grader.errors import UsageError
from grader.feedback import N_, Text, phrase
from grader.report.text import points

verbs = new_app()

CheckArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="CHECK",
        help=N_("gates.test_step or step. Default: the first check that lost points last time."),
    ),
]
LevelOption = Annotated[int | None, typer.Option("--level", metavar="1|2|3", help=N_("Show this one of the hints."))]


@command(verbs, N_("show a hint for a check"))
def hint(
    check: CheckArgument = None,
    level: LevelOption = None,
    course: OwnCourseOption = None,
    lang: LanguageOption = None,
) -> int:
    """Show a hint for a check. Each further call shows the next of three hints. None of them is the solution."""
    from grader.report.terminal import open_console, show_paragraphs

    workspace = own_workspace(course)
    whole = open_course(workspace.course)
    memory = recall(workspace.root, whole)
    meant = _meant(whole, memory, check)
    hints = _hints(whole, memory, meant)
    if level is not None and hints and not 1 <= level <= len(hints):
        reason = N_("{check} has no hint of level {level}; the last level is {last}")
        raise UsageError(phrase(reason, check=meant.full_name, level=level, last=len(hints)))
    shown = memory.shown.get(meant.full_name, 0)
    number = level or min(shown + 1, len(hints))
    again = level is None and shown >= len(hints)  # all of them have been shown
    chosen = [each for each in range(1, len(hints) + 1) if again or each == number]
    said = [
        _("Hint {number} of {count}: {hint}", number=each, count=len(hints), hint=told(hints[each - 1]))
        for each in chosen
    ]
    show_paragraphs([_heading(meant), *(said or [told(_why_none(memory, meant))])], open_console())
    if not hints:
        return 0
    kept = keep(workspace.root, replace(memory, shown=memory.shown | {meant.full_name: number}))
    if number < len(hints):
        command = f"grade hint {meant.full_name}" + ("" if kept else f" --level {number + 1}")
        tell(_("The next hint: {command}", command=command))
    else:
        tell(_("That was the last hint. What the check asks: {command}", command=f"grade explain {meant.full_name}"))
    return 0


@command(verbs, N_("explain what a check asks, and why"))
def explain(check: CheckArgument = None, course: OwnCourseOption = None, lang: LanguageOption = None) -> int:
    """Explain what a check asks and why, with its formula. For an exercise, list its checks."""
    from grader.report.terminal import open_console, show_paragraphs, show_rows

    workspace = own_workspace(course)
    whole = open_course(workspace.course)
    for exercise in whole.exercises:
        if exercise.name == check:
            rows = [
                (each.name, _(each.title), points(each.points), _(_visibility(each))) for each in checks_of(exercise)
            ]
            show_rows((N_("check"), N_("about"), N_("points"), N_("inputs")), rows, open_console(), spoken(), wide=1)
            return 0
    meant = _meant(whole, recall(workspace.root, whole), check)
    worth = _("Points: {points}, inputs: {visibility}", points=points(meant.points), visibility=_(_visibility(meant)))
    entry = read_guide(_exercise(whole, meant)).get(meant.name) if meant.is_visible else None
    text = N_("The course says no more about this check. Its title says what it asks.")
    if not meant.is_visible:
        text = N_("This check is hidden. It asks what the title says, for inputs that are not shown.")
    show_paragraphs([_heading(meant), worth, _(entry.explain if entry else text)], open_console())
    return 0


def _exercise(course: Course, check: WrittenCheck) -> Exercise:
    return next(each for each in course.exercises if each.name == check.exercise)


def _heading(check: WrittenCheck) -> str:
    return f"{check.full_name}: {_(check.title)}"


def _visibility(check: WrittenCheck) -> str:
    return N_("visible") if check.is_visible else N_("hidden")


def _meant(course: Course, memory: WorkspaceMemory, text: str | None) -> WrittenCheck:
    """The check that is named; without a name, the first one that lost points in the last grading."""
    if text is None:
        text = _first_lost(memory)
    own = [each for each in course.exercises if each.name == text.partition(".")[0]]
    return find_check(text, [check for each in own or course.exercises for check in checks_of(each)], memory.lost)


def _first_lost(memory: WorkspaceMemory) -> str:
    """UsageError where there is none says why."""
    if not memory.last:
        reason = N_("nothing has been graded here yet. Run `grade` first, or name a check: grade hint gates.step")
        raise UsageError(phrase(reason))
    for name in memory.last:
        graded = memory.exercises[name]
        if graded.started and graded.message:
            raise UsageError(phrase("{name} could not be graded: {message}", name=name, message=graded.message))
        if graded.lost:
            return f"{name}.{graded.lost[0].name}"
    for name in memory.last:
        if not memory.exercises[name].started:
            raise UsageError(phrase("{name} is not started yet. Write a function, then run: grade {name}", name=name))
    raise UsageError(phrase("no check lost points in the last grading: {names}", names=", ".join(memory.last)))


def _hints(course: Course, memory: WorkspaceMemory, check: WrittenCheck) -> list[Text]:
    """The hints from the first to the nearest; of a hidden check only what its report gave away."""
    if not check.is_visible:
        graded = memory.exercises.get(check.exercise)
        return [lost.hint for lost in (graded.lost if graded else ()) if lost.name == check.name and lost.hint]
    return list(hints_of(_exercise(course, check), check.name))


def _why_none(memory: WorkspaceMemory, check: WrittenCheck) -> Text:
    if check.is_visible:
        return phrase("There is no hint for this check.")
    if check.full_name in memory.lost:
        return phrase("This check is hidden. There is no hint for the way in which it failed.")
    return phrase("This check is hidden. Its hint is shown when it loses points.")
