"""Classes to try the pages on: students of different strength, with everything that can go wrong."""

from __future__ import annotations

import random
from collections.abc import Iterator

from report_samples import HOSTILE

from grader.batch.class_report import ClassReport, ExerciseHead, StudentEntry
from grader.batch.class_summary import summarise
from grader.report.model import CheckResult, Counterexample, ExerciseResult, Isolation, Report, Status, SubmissionInfo

NAMES = ["김민준", "이서연", "남궁 하늘빛나래", "Ada Lovelace", "황보 가람솔찬누리별", "박지호", "Þórður Ólafsson"]
EXERCISES = [
    ExerciseHead(name, title, max_score)
    for name, title, max_score in [
        ("tensor_ops", "Tensors, rank, and NumPy and back", 7),
        ("autograph", "@tf.function", 7),
        ("gates", "논리 게이트와 퍼셉트론", 11),
        ("activations", "Activation functions", 9),
        ("mlp", "Layers and XOR", 9),
        ("gradient_descent", "Gradient descent", 11),
        ("backprop", "The chain rule by hand", 10),
        ("keras_pipeline", "Data, model, compile, fit", 13),
        ("data_prep", "Preparing data", 7),
        ("training", "학습: 배치와 에폭", 9),
        ("metrics", "Metrics", 7),
    ]
]
ANSWERS = ["array([1, 1, 1, 0])", "None", "0.7310585786300049", "array([[0., 1.], [1., 0.]])", "'AND'"]


def check(
    name: str,
    score: float,
    max_score: float = 1,
    *,
    status: Status | None = None,
    returned: str | None = None,
    message: str = "",
) -> CheckResult:
    """A check with so many of its points; a wrong answer where something came back."""
    return CheckResult(
        name=name,
        title=name.removeprefix("test_").replace("_", " "),
        status=status or ("passed" if score >= max_score else "failed"),
        score=score,
        max_score=max_score,
        message=message,
        counterexample=None if returned is None else Counterexample("step([0.5])", returned, "array([0])"),
    )


def exercise(name: str, *checks: CheckResult, status: Status | None = None, max_score: float = 0) -> ExerciseResult:
    score, most = sum(c.score for c in checks), sum(c.max_score for c in checks) or max_score
    found = status or ("passed" if score >= most else "failed")
    return ExerciseResult(name=name, title=name, status=found, score=score, max_score=most, checks=checks)


def report(*exercises: ExerciseResult) -> Report:
    return Report(
        course="chapter3",
        submission=SubmissionInfo("work", "ab" * 32),
        score=sum(e.score for e in exercises),
        max_score=sum(e.max_score for e in exercises),
        exercises=exercises,
        isolation=Isolation("strict", "fork"),
        environment={},
        seed=777,
    )


def class_of(count: int, seed: int = 1, checks: int = 12) -> ClassReport:
    """A class of so many students, in whom strength decides, and a little luck."""
    return summarise("chapter3", EXERCISES, entries(count, seed, checks))


def entries(count: int, seed: int, checks: int) -> Iterator[StudentEntry]:
    dice = random.Random(seed)
    for number in range(count):
        name = NAMES[number % len(NAMES)]
        student = f"{20260000 + number}_{name}"
        known = {"student": student, "id": str(20260000 + number), "name": name}
        if number % 23 == 11:
            yield StudentEntry(**known)
        elif number % 41 == 17:
            yield StudentEntry(**known, attempts=1, problem="work.zip: the archive is damaged or is no zip")
        else:
            whole = report(*(_exercise(head, dice, dice.gauss(0, 1), checks) for head in EXERCISES))
            pages = {"page": f"students/{student}/report.html", "dossier": f"instructor/{student}/index.html"}
            yield StudentEntry(**known, attempts=1 + number % 3, listed=number % 37 != 5, report=whole, **pages)


def _exercise(head: ExerciseHead, dice: random.Random, strength: float, checks: int) -> ExerciseResult:
    luck, each = dice.random(), head.max_score / checks
    if luck < 0.4 * (head.name == "backprop") + 0.05:
        return exercise(head.name, status="not_started", max_score=head.max_score)
    if luck > 0.99:
        return exercise(head.name, status="error", max_score=head.max_score)
    found = []
    for place in range(checks):
        right = dice.gauss(strength, 0.7) > place / 4 - 2.5
        status: Status = "passed" if right else dice.choice(["failed", "failed", "failed", "error", "timeout"])
        if luck < 0.056 and not right:
            status = "internal"
        returned = dice.choice(ANSWERS[: 1 + place % 5]) if status == "failed" else None
        message = "ValueError: shapes (4,) and (2,) do not fit" if status == "error" else ""
        worth = 0.0 if status == "internal" else each
        found.append(
            check(f"test_check_{place}", worth * right, worth, status=status, returned=returned, message=message)
        )
    return exercise(head.name, *found, status="internal" if any(c.status == "internal" for c in found) else None)


def hostile_class(text: str = HOSTILE) -> ClassReport:
    """A class in which every text is hostile, and somebody is in every state."""
    lost = CheckResult(
        name=text,
        title=text,
        status="failed",
        score=0,
        max_score=1,
        message=text,
        counterexample=Counterexample(text, text, text),
    )
    told = CheckResult(name="test_told", title=text, status="error", score=0, max_score=1, message=text)
    broken = CheckResult(name="test_ours", title=text, status="internal", score=0, max_score=0, message=text)
    known = {"student": text, "id": text, "name": text, "problem": text, "page": text, "dossier": text}
    return summarise(
        text,
        [ExerciseHead(text, text, 2)],
        [
            StudentEntry(**known, report=report(exercise(text, lost, told))),
            StudentEntry(**known, listed=False, report=report(exercise(text, broken, status="internal"))),
            StudentEntry(**known),
            StudentEntry(student=text),
        ],
    )
