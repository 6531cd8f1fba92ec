"""What a report says: the published JSON fields, as structs (`grade schema` prints their JSON Schema)."""

from __future__ import annotations

import sys
from typing import Literal, get_args

import msgspec
from msgspec.structs import replace

from grader.feedback import N_, Location, Message, Text, phrase

SCHEMA = "https://json-schema.org/draft/2020-12/schema"
VERSION = 1

Status = Literal["passed", "failed", "error", "timeout", "crashed", "not_started", "internal"]
Visibility = Literal["visible", "hidden"]
Sandbox = Literal["strict", "auto", "off"]
Start = Literal["fork", "spawn"]
USUAL_START: Start = "fork" if sys.platform == "linux" else "spawn"
"""How processes start where nobody says it: forking one that has imported TensorFlow is safe on Linux only."""
Audience = Literal["student", "instructor"]


class StatusInfo(msgspec.Struct, frozen=True, kw_only=True):
    """What a status means, for an exercise and for a check."""

    word: str
    colour: str = "red"
    """On a terminal; a page has a class of the status's name."""
    element: str = "error"
    """In JUnit XML; empty where there is none."""
    unseen: str = ""
    """What a student reads of a hidden check that ended so: nothing of its inputs."""
    hint: bool = True
    """Whether a hint at the check's idea may name the cause."""
    started: bool = True
    ours: bool = False
    """Whether the grader failed. The check is left out of the total, so it costs no points."""


STATUSES: dict[Status, StatusInfo] = {
    "passed": StatusInfo(word=N_("passed"), colour="green", element="", hint=False),
    "failed": StatusInfo(
        word=N_("wrong"), element="failure", unseen=N_("The answer is wrong for an input that is not shown.")
    ),
    "error": StatusInfo(word=N_("error"), unseen=N_("It raised an exception for an input that is not shown.")),
    "timeout": StatusInfo(
        word=N_("timed out"), hint=False, unseen=N_("It did not finish in time for an input that is not shown.")
    ),
    "crashed": StatusInfo(
        word=N_("crashed"), hint=False, unseen=N_("It ended the process for an input that is not shown.")
    ),
    "not_started": StatusInfo(word=N_("not started"), colour="yellow", element="skipped", started=False),
    "internal": StatusInfo(
        word=N_("our fault (internal)"),
        colour="magenta",
        unseen=N_("The exercise's suite failed, not your program, and you lose no points."),
        hint=False,
        ours=True,
    ),
}
assert set(STATUSES) == set(get_args(Status))


class Counterexample(msgspec.Struct, frozen=True):
    """The call that lost the point: `relu([-1.0])`, what it returned, what was expected."""

    call: str
    returned: str
    expected: Text


RemarkKind = Literal["late", "extended", "adjusted", "comment", "excused", "dropped", "problem"]


class Remark(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules of a class, or a person, say of a result; it stands beside what was judged."""

    kind: RemarkKind
    text: Text
    points: float = 0.0
    """What it gives or takes."""
    check: str = ""
    """The check that it is about, if it is about one."""


class Function(msgspec.Struct, frozen=True):
    """A function that an exercise asks for, and what the text of the submission says of it: good for the order in which
    a report tells of it, not for points."""

    name: str
    uses: tuple[str, ...] = ()
    """The other functions of the exercise that it calls, itself or by way of others."""
    place: Location | None = None
    """Where it is defined."""


class CheckResult(msgspec.Struct, frozen=True, kw_only=True):
    """One check's outcome. Of a hidden check, a student's report holds what `for_audience` keeps, nothing more."""

    name: str
    title: Text
    status: Status
    score: float
    max_score: float
    visibility: Visibility = "visible"
    message: Text = ""
    """What went wrong; empty when the check passed."""
    hint: Text = ""
    """The hint that was written in advance; empty when the check passed."""
    counterexample: Counterexample | None = None
    output: str = ""
    """What the submission printed during the check, capped."""
    pictures: tuple[str, ...] = ()
    """PNG pictures, base64, drawn during the check."""
    alts: tuple[Text, ...] = ()
    """What each picture shows; empty for one that the submission drew. It may be shorter than `pictures`."""
    place: Location | None = None
    """Where in the submission it went wrong, where that is known."""
    function: str = ""
    """The function that it is about; empty where it is about several."""


class ExerciseResult(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    title: Text
    status: Status
    score: float
    max_score: float
    seconds: float = 0.0
    message: Text = ""
    """Why the exercise as a whole could not be graded; empty otherwise."""
    checks: tuple[CheckResult, ...] = ()
    note: Text = ""
    """Where the work was found, or seems to be, if not where it belongs; mostly empty."""
    place: Location | None = None
    """Where in the submission the reason stands, where that is known."""
    file: str = ""
    """The file that was graded, as seen from the submission's folder; empty where there was none."""
    functions: tuple[Function, ...] = ()
    """Those that it asks for, in the order in which they are best written."""
    overlooked: bool = False
    """Whether work seems to have been handed in that was not judged. The message, or the note, says what would mend
    it."""
    remarks: tuple[Remark, ...] = ()
    """In a class: `score` is what they leave."""

    @property
    def is_counted(self) -> bool:
        """Whether it is a part of the report's total."""
        return not {"excused", "dropped"} & {remark.kind for remark in self.remarks}


class Total(msgspec.Struct, frozen=True, kw_only=True):
    """What an assignment, a named set of the report's exercises, comes to."""

    name: str
    title: Text
    score: float
    max_score: float


class SubmissionInfo(msgspec.Struct, frozen=True):
    path: str
    sha256: str


class Isolation(msgspec.Struct, frozen=True):
    """What protected this grading: the mode asked for, how processes were started, the layers in force, and what these
    guarantee of a submission."""

    sandbox: Sandbox
    start: Start
    layers: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()
    """Layers in force, but not in full: `identity` where a worker has no uid of its own."""
    guarantees: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()
    """Guarantees of the sandbox that do not hold with these layers."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The result of grading one submission."""

    schema: int = VERSION
    course: str
    submission: SubmissionInfo
    score: float
    max_score: float
    exercises: tuple[ExerciseResult, ...]
    isolation: Isolation
    environment: dict[str, str]
    """Versions that a result may depend on: python, tensorflow, keras, numpy, grader, suites."""
    seed: int
    assignments: tuple[Total, ...] = ()
    """Of the course's assignments those of which the report has all exercises."""
    remarks: tuple[Remark, ...] = ()
    """Of the submission as a whole."""
    title: Text = ""
    """The course's."""
    student: str = ""
    """In a class: who handed it in."""
    counted: tuple[Text, ...] = ()
    """In a class: what was handed in when, and which attempts count."""

    @property
    def internal(self) -> bool:
        """Whether the grader itself failed somewhere, in an exercise or in one of its checks."""
        statuses = [exercise.status for exercise in self.exercises]
        statuses += [check.status for exercise in self.exercises for check in exercise.checks]
        return any(STATUSES[status].ours for status in statuses)

    @property
    def unjudged(self) -> tuple[Text, ...]:
        """What was handed in and costs points without having been judged, and what would mend it."""
        of_exercises = (
            phrase("{name}: {note}", name=each.name, note=each.note or each.message)
            for each in self.exercises
            if each.overlooked
        )
        return (*(each.text for each in self.remarks if each.kind == "problem"), *of_exercises)

    @property
    def exit_code(self) -> int:
        """0 full marks on what was graded, 1 points missing, 3 the grader's own fault somewhere."""
        if self.internal:
            return 3
        return 0 if self.score >= self.max_score else 1


def for_audience(report: Report, audience: Audience) -> Report:
    """The report as its reader may see it: whole for an instructor, hidden checks veiled for a student.

    A student's `seconds` are rounded to tens: a submission could sleep for as long as a hidden input is large.
    """
    if audience == "instructor":
        return report
    return replace(report, exercises=tuple(map(for_student, report.exercises)))


def for_student(exercise: ExerciseResult) -> ExerciseResult:
    """The result as a student may see it; once more changes nothing."""
    seen = {_cause(check) for check in exercise.checks if check.visibility == "visible" and check.status == "error"}
    absent = {function.name for function in exercise.functions if function.place is None}
    checks = (check if check.visibility == "visible" else _veiled(check, seen, absent) for check in exercise.checks)
    return replace(exercise, seconds=round(exercise.seconds, -1), checks=tuple(checks))


def _cause(check: CheckResult) -> Location | Text:
    """What an exception is known by: where it was raised, else its message."""
    return check.place or check.message


def _veiled(check: CheckResult, seen: set[Location | Text], absent: set[str]) -> CheckResult:
    """A hidden check without anything of its run. Built from what is kept, so that a new field stays hidden.

    `seen` are the causes of the exceptions that visible checks show. A hint at something else would only lead away from
    them. `absent` functions are not defined, which the submission's text alone decides.
    """
    status = STATUSES[check.status]
    is_absent = check.status == "error" and check.function in absent
    told = phrase("{name} is not defined.", name=check.function) if is_absent else Message(status.unseen)
    hint_wanted = status.hint and not is_absent and not (check.status == "error" and _cause(check) in seen)
    return CheckResult(
        name=check.name,
        title=check.title,
        status=check.status,
        score=check.score,
        max_score=check.max_score,
        visibility=check.visibility,
        message=told if status.unseen else "",
        hint=check.hint if hint_wanted else "",
        function=check.function,
    )
