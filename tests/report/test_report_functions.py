"""An exercise told function by function: where a student starts, and that no lost check goes untold."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
import report_samples as samples
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.cells import cell_len
from rich.console import Console

from grader.feedback import Location, phrase
from grader.report.functions import by_function, is_lost
from grader.report.model import STATUSES, CheckResult, Counterexample, ExerciseResult, Function, Report
from grader.report.places import with_paths
from grader.report.presentation import Telling
from grader.report.terminal import show

NAMES = ("step", "perceptron", "xor", "truth_table", "train_perceptron")


def check(name: str, status: str = "passed", function: str = "") -> CheckResult:
    points = 1.0 if status == "passed" else 0.0
    return CheckResult(name=name, title=f"check {name}", status=status, score=points, max_score=1, function=function)


def exercise(*checks: CheckResult, **uses: str) -> ExerciseResult:
    """An exercise with these checks, whose functions use others: `xor="step perceptron"`."""
    functions = tuple(Function(name, tuple(uses.get(name, "").split())) for name in NAMES)
    score = sum(each.score for each in checks)
    status = "failed" if score < len(checks) else "passed"
    return replace(samples.gates, status=status, score=score, max_score=len(checks), checks=checks, functions=functions)


def of(*functions: str, **statuses: str) -> tuple[CheckResult, ...]:
    """One check of each of these functions, passed but for those that have a status of their own."""
    return tuple(check(f"test_{name}", statuses.get(name, "passed"), name) for name in functions)


def start(found: ExerciseResult) -> str | None:
    first = by_function(found).start
    return first.name if first else None


def after(found: ExerciseResult) -> dict[str, str]:
    return {each.name: each.after for each in by_function(found).others if each.after}


def test_the_first_wrong_function_is_where_to_start() -> None:
    assert start(exercise(*of(*NAMES, perceptron="failed", truth_table="error"))) == "perceptron"
    assert start(exercise(*of(*NAMES))) is None


def test_a_function_comes_after_a_wrong_one_that_it_uses() -> None:
    uses = {"step": "xor", "perceptron": "step xor"}
    found = exercise(*of(*NAMES, step="failed", perceptron="failed", xor="error"), **uses)
    assert start(found) == "xor"
    assert after(found) == {"step": "xor", "perceptron": "xor"}
    assert after(exercise(*of(*NAMES, step="failed", perceptron="failed"), **uses)) == {"perceptron": "step"}


def test_a_function_that_passed_waits_for_nothing() -> None:
    assert after(exercise(*of(*NAMES, step="failed"), perceptron="step")) == {}


def test_what_is_written_and_wrong_comes_before_what_is_not_written() -> None:
    found = exercise(*of(*NAMES, step="not_started", xor="failed"))
    assert start(found) == "xor"
    assert Telling("en").state(by_function(found).others[0]) == "not started"
    assert start(exercise(*of(*NAMES, step="not_started", xor="error"), xor="step")) == "step"


def test_what_the_grader_failed_on_comes_last() -> None:
    assert start(exercise(*of(*NAMES, step="internal", xor="failed"))) == "xor"
    ours = replace(check("test_step", "internal", "step"), max_score=0)
    full = replace(exercise(*of("xor")), status="internal", checks=(ours, *of("xor")))
    assert "our fault (internal): check test_step (0 of 0 points)" in shown(samples.of(full))


def test_functions_that_call_each_other_in_a_circle_keep_their_order() -> None:
    found = exercise(*of(*NAMES, step="failed", perceptron="failed"), step="perceptron", perceptron="step")
    assert start(found) == "step"
    assert after(found) == {}


def test_checks_of_several_functions_come_last() -> None:
    found = exercise(check("test_shapes", "failed"), *of(*NAMES, xor="failed"))
    assert start(found) == "xor"
    assert after(found) == {"": "xor"}
    assert start(exercise(check("test_shapes", "failed"), *of(*NAMES))) == ""


statuses = st.sampled_from(sorted(STATUSES))
functions = st.sampled_from(("", "unknown", *NAMES))
"""As a grader before this one, or another course, may have written them."""
exercises = st.builds(
    lambda found, uses: exercise(
        *(check(f"c{place}.", status, name) for place, (status, name) in enumerate(found)),
        **{name: " ".join(others) for name, others in uses.items()},
    ),
    st.lists(st.tuples(statuses, functions), max_size=12),
    st.dictionaries(st.sampled_from(NAMES), st.sets(st.sampled_from((*NAMES, "unknown")))),
)


@given(exercises)
def test_every_check_is_in_one_place(found: ExerciseResult) -> None:
    parts = by_function(found)
    shown = [*(parts.start.checks if parts.start else ()), *(each for other in parts.others for each in other.checks)]
    assert sorted(each.name for each in shown) == sorted(each.name for each in found.checks)
    assert (parts.start is None) == (not any(map(is_lost, found.checks)))


def shown(report: Report, width: int = 80, language: str = "en", **options: object) -> str:
    console = Console(file=io.StringIO(), width=width, markup=False, emoji=False, highlight=False, _environ={})
    show(report, console, language, **options)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@given(exercises)
def test_every_lost_check_is_told_in_full_or_counted_in_one_line(found: ExerciseResult) -> None:
    telling, text = Telling("en"), shown(samples.of(found))
    parts = by_function(found)
    for each in parts.start.checks if parts.start else ():
        assert (f"check {each.name} " in text) == is_lost(each)
    for other in parts.others:
        assert not [each for each in other.checks if f"check {each.name} " in text]
        lines = [line.split() for line in text.splitlines() if line.startswith(f"  {telling.name(other)} ")]
        assert [telling.checks(other) in line for line in lines] == [True] * (parts.start is not None)
    everything = shown(samples.of(found), whole=True)
    assert all((f"check {each.name} " in everything) == is_lost(each) for each in found.checks)


CHAPTER = tuple(
    replace(exercise(*of(*NAMES, **{name: "failed"})), name=f"exercise_number_{place}")
    for place, name in enumerate([*NAMES, *NAMES, NAMES[0]])
)
"""Eleven exercises, none of them full."""


@pytest.mark.parametrize(("width", "language"), [(80, "en"), (60, "en"), (60, "ko")])
def test_of_several_exercises_the_first_is_told_and_the_summary_fits_a_screen(width: int, language: str) -> None:
    text = shown(samples.of(*CHAPTER), width, language)
    assert text.count("check test_") == 1
    assert "check test_step" in text
    last = text.splitlines()[-24:]
    assert all(any(each.name in line for line in last) for each in CHAPTER)
    assert max(map(cell_len, last)) <= width
    assert last[-1] == "  grade exercise_number_0"


def test_an_exercise_that_is_begun_comes_before_one_that_is_not() -> None:
    text = shown(samples.of(samples.untouched, samples.gates))
    assert "Start here: step (gates.py:54), 1 of 3 checks pass, 2 of 5.5 points" in text
    assert text.endswith("Next: fix step (gates.py:54), then run:\n  grade gates\n")


def test_other_exercises_are_a_line_each_but_for_what_is_said_of_all_of_one() -> None:
    text = shown(samples.of(samples.gates, samples.unread, CHAPTER[2]))
    assert samples.unread.message in text
    assert "check test_xor" not in text
    assert re.search(r"exercise_number_2 +4/5 +4/5 +wrong, start with xor", text)


# Places


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A folder with work in it, as seen from where the command runs."""
    for name in ("gates.py", "notebooks/gates.ipynb", "week3/step.py"):
        path = tmp_path / "exercises" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return tmp_path / "exercises"


def raised(place: Location, file: str) -> ExerciseResult:
    message = phrase("{raised} ({place})", raised="ValueError", place=place)
    lost = replace(samples.wrong, message=message, place=place, counterexample=Counterexample("step(1)", "", ""))
    return replace(samples.gates, checks=(lost,), file=file, functions=(Function("step", place=place),))


@pytest.mark.parametrize(
    ("place", "file", "told"),
    [
        (Location("gates.py", line=7), "gates.py", "exercises/gates.py:7"),
        (Location("step.py", line=7), "week3/gates.py", "exercises/week3/step.py:7"),
        (Location("gates.ipynb", 7, 3), "notebooks/gates.ipynb", "exercises/notebooks/gates.ipynb, cell 7, line 3"),
        (Location("gone.py", line=7), "gates.py", "gone.py:7"),
        (Location("\0", line=7), "gates.py", ":7"),
        (Location("../" * 40 + "nowhere.py", line=7), "gates.py", "../" * 40 + "nowhere.py:7"),
        (Location("/etc/passwd", line=7), "gates.py", "/etc/passwd:7"),
    ],
    ids=["a program", "a module beside it", "a notebook", "not there", "no name of a file", "outside", "a path"],
)
def test_a_place_is_a_path_that_an_editor_opens(
    place: Location, file: str, told: str, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(work.parent)
    report = samples.of(raised(place, file))
    text = " ".join(shown(report, 200, folder=Path("exercises")).split())
    assert f"Start here: step ({told})," in text
    assert f"ValueError ({told})" in text
    assert with_paths(report.exercises[0], Path("elsewhere")) == report.exercises[0]
