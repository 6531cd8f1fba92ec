"""Reports to try the formats on: one of each status, and one in which every text is hostile."""

from __future__ import annotations

from msgspec.structs import replace

from grader.feedback import Location
from grader.report.model import (
    CheckResult,
    Counterexample,
    ExerciseResult,
    Function,
    Isolation,
    Report,
    SubmissionInfo,
)

HOSTILE = (
    "\x1b[2J\x1b[1;31mred\x1b[0m \x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\ \x9b31mC1\x07\x08\r"
    "[bold]markup[/bold] [link=http://evil.example]here[/link] :smile: [/] "
    "\u202egnp.exe\u202c \u2066\u200b\ud800\U000e0041"
)

PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAAAAADRSSBWAAAAC0lEQVR4nGNg+A8AAQIBAEK+vGgAAAAASUVORK5CYII="
"""A PNG of two pixels."""

passed = CheckResult(
    name="test_step",
    title="step is 1 beyond the boundary",
    status="passed",
    score=2,
    max_score=2,
    function="step",
)
wrong = CheckResult(
    name="test_step_border",
    title="A sum that is exactly at 1.0 gives 0",
    status="failed",
    score=0,
    max_score=1.5,
    message="The values differ.",
    hint="The chapter says above the threshold, not at least.",
    counterexample=Counterexample("step([0.0])", "array([1])", "array([0])"),
    output="z is 0.0\nz is 1.0\n",
    function="step",
)
hidden = CheckResult(
    name="test_step_large",
    title="Large inputs",
    status="error",
    score=0,
    max_score=2,
    visibility="hidden",
    message="OverflowError: secret 98765",
    hint="Test an immense input x.",
    counterexample=Counterexample("step([98765.0])", "OverflowError", "array([1])"),
    output="98765",
    pictures=("aGlkZGVu",),
    function="step",
)
gates = ExerciseResult(
    name="gates",
    title="논리 게이트",
    status="failed",
    score=2,
    max_score=5.5,
    seconds=0.7,
    checks=(passed, wrong, hidden),
    file="gates.py",
    functions=(Function("step", place=Location("gates.py", line=54)), Function("perceptron", ("step",))),
)
tensor_ops = ExerciseResult(
    name="tensor_ops",
    title="Tensors and ranks",
    status="passed",
    score=2,
    max_score=2,
    checks=(replace(passed, name="test_rank"),),
)
untouched = ExerciseResult(
    name="autograph",
    title="@tf.function",
    status="not_started",
    score=0,
    max_score=2,
    checks=(replace(passed, status="not_started", score=0),),
)
unreadable = ExerciseResult(
    name="activations",
    title="Activation functions",
    status="error",
    score=0,
    max_score=3.5,
    message="activations.py:7: invalid syntax",
    checks=(replace(wrong, status="error", counterexample=None, output=""), replace(hidden, max_score=2)),
)
unread = replace(unreadable, message="upload.zip: is not a zip file", checks=())
report = Report(
    course="chapter3",
    submission=SubmissionInfo("exercises", "ab" * 32),
    score=4,
    max_score=13,
    exercises=(tensor_ops, untouched, gates, unreadable),
    isolation=Isolation(
        "auto", "fork", layers=("landlock", "seccomp"), missing=("cgroup",), unmet=("does not open a socket",)
    ),
    environment={"python": "3.11.7", "tensorflow": "2.21.0"},
    seed=777,
)


def of(*exercises: ExerciseResult) -> Report:
    """The report on just these exercises."""
    score, most = sum(e.score for e in exercises), sum(e.max_score for e in exercises)
    return replace(report, exercises=exercises, score=score, max_score=most)


def alone(check: CheckResult) -> Report:
    """The report on one exercise with one check."""
    exercise = replace(gates, status=check.status, score=check.score, max_score=check.max_score, checks=(check,))
    return of(exercise)


def written(text: str) -> Report:
    """The report on a submission that wrote `text` wherever it can, and in a few places where it cannot."""
    called = Counterexample(text, text, text)
    check = replace(wrong, name=text, title=text, message=text, hint=f"{text}!", output=text * 3, counterexample=called)
    exercise = replace(gates, message=text, title=text, checks=(check, replace(passed, title=text), hidden))
    return replace(
        of(exercise),
        course=text,
        submission=SubmissionInfo(text, text),
        environment={text: text},
        isolation=Isolation("off", "spawn", missing=(text,)),
    )


hostile = written(HOSTILE)
