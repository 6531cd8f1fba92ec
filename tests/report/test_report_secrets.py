"""What no student may read, in every format: all of a hidden check but its title, points, status and hint."""

import html
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
import report_samples as samples
from msgspec.structs import replace
from rich.console import Console

from grader.course.model import load_course
from grader.grading.grader import Grader
from grader.report import terminal
from grader.report.files import FORMATS, renderer
from grader.report.model import STATUSES, Audience, CheckResult, Counterexample, Report, Status, for_audience


def on_a_terminal(report: Report, language: str) -> bytes:
    console = Console(file=io.StringIO(), width=10_000)
    terminal.show(report, console, language)
    terminal.show(report, console, language, whole=True)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().encode()


EVERY_FORMAT = {**{suffix: renderer(suffix) for suffix in FORMATS}, "terminal": on_a_terminal}
formats = pytest.mark.parametrize("render", EVERY_FORMAT.values(), ids=EVERY_FORMAT)
Render = Callable[[Report, str], bytes]

CANARIES = {key: f"canary{key}" for key in ("message", "call", "returned", "expected", "output")}
HIDDEN = replace(
    samples.hidden,
    message=CANARIES["message"],
    counterexample=Counterexample(CANARIES["call"], CANARIES["returned"], CANARIES["expected"]),
    output=CANARIES["output"],
    pictures=(samples.PICTURE,),
)


def read(render: Render, report: Report, audience: Audience = "student") -> str:
    """What the reader of a format finds, without what the format does to quotes and angle brackets."""
    text = html.unescape(render(for_audience(report, audience), "en").decode())
    assert report.exercises[0].name in text
    return text.replace('\\"', '"').replace('""', '"').replace("\\|", "|")


def seen(render: Render, check: CheckResult, audience: Audience) -> list[str]:
    """The canaries that a reader finds."""
    text = read(render, samples.alone(check), audience)
    return [canary for canary in (*CANARIES.values(), samples.PICTURE) if canary in text]


@formats
@pytest.mark.parametrize("status", STATUSES)
def test_a_student_finds_nothing_of_a_hidden_run(render: Render, status: Status) -> None:
    score = HIDDEN.max_score if status == "passed" else 0
    assert seen(render, replace(HIDDEN, status=status, score=score), "student") == []


@formats
def test_a_student_finds_the_hint_and_the_points(render: Render) -> None:
    text = read(render, samples.alone(HIDDEN))
    assert "Test an immense input x." in text
    assert "Large inputs" in text
    assert "0 of 2 points" in text or '"0","2"' in text or '"max_score": 2' in text


@formats
def test_an_instructor_finds_the_run(render: Render) -> None:
    """So that the tests above can fail."""
    assert set(CANARIES.values()) <= set(seen(render, HIDDEN, "instructor"))


# The real suite of `activations`

BROKEN = """

def relu(x):
    print("relu was given", x)
    return np.log(1 + np.exp(x))


def swish(x, beta=1.0):
    raise ValueError(f"swish was given {x} and {beta}")


def elu(x, alpha=1.0):
    return np.asarray(x) * 0 + 0.123456


def plot_activations(functions, low, high):
    print("to be drawn:", list(functions), low, high)
    figure, axes = plt.subplots()
    return figure
"""
NO_CALL = Counterexample("", "", "")
SHORT = 8
"""Characters of a text that may stand in a report by chance."""


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    """A report that tells everything, on a submission that tells whatever it is asked."""
    course = load_course()
    (exercise,) = course.choose(["activations"])
    path: Path = tmp_path_factory.mktemp("submission") / "activations.py"
    path.write_text(course.solution(exercise).read_text() + BROKEN)
    with Grader(course) as grader:
        yield grader.grade(path, [exercise])


def public(report: Report) -> str:
    """What a student may know: titles, hints, and all of the visible checks."""
    told = [f"{check.title}\n{check.hint}" for check in report.exercises[0].checks]
    for check in report.exercises[0].checks:
        if check.visibility == "visible":
            told += map(str, (check.message, check.output, *msgspec.structs.astuple(check.counterexample or NO_CALL)))
    return "\n".join(told)


def hidden_lines(report: Report) -> set[str]:
    """What hidden checks called, got, expected, said and printed, and no visible check as well."""
    hidden = [check for check in report.exercises[0].checks if check.visibility == "hidden"]
    texts = [str(text) for check in hidden for text in msgspec.structs.astuple(check.counterexample or NO_CALL)]
    texts += [str(text) for check in hidden for text in (check.message, check.output)]
    lines = {line.strip() for text in texts for line in text.splitlines()}
    return {line for line in lines if len(line) > SHORT and line not in public(report)}


def suite_lines(report: Report) -> set[str]:
    """The lines of the suite, but for what a student may know anyway."""
    suite = load_course().choose(["activations"])[0].suite
    lines = {line.strip() for path in suite.rglob("*.py") for line in path.read_text().splitlines()}
    return {line for line in lines if len(line) > SHORT and line.strip("\"',") not in public(report)}


@formats
def test_a_real_report_tells_a_student_nothing_of_the_suite(render: Render, graded: Report) -> None:
    text = read(render, graded)
    assert [line for line in suite_lines(graded) | hidden_lines(graded) if line in text] == []


def test_the_real_report_has_something_to_hide(graded: Report) -> None:
    """So that the test above can fail."""
    hidden, text = hidden_lines(graded), read(on_a_terminal, graded, "instructor")
    assert any(line.startswith("relu was given") and line in text for line in hidden)
    assert any("swish was given" in line and line in text for line in hidden)
    assert any(line.startswith("relu(") and line in text for line in hidden)
    assert len(suite_lines(graded)) > 100
