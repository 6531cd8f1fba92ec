"""Text that somebody else wrote steers no screen and no file: a law for every field that is foreign, and every place
that shows one."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from rich.console import Console
from rich.table import Table
from rich.text import Text
from small_course import STUB, small_course

import grader
from grader.batch import class_csv as grades
from grader.batch import dashboard
from grader.batch import show as batch_show
from grader.batch.class_report import ExerciseHead, StudentEntry
from grader.batch.class_summary import summarise
from grader.batch.run import UploadOutcome
from grader.batch.uploads import FoundUploads, Student, Upload
from grader.cli import app as cli
from grader.cli.speech import speak
from grader.grading import grader as grading
from grader.kits import ci, gradescope
from grader.kits.providers import GITHUB, GITLAB
from grader.report import progress, terminal
from grader.report.files import FORMATS, write_output
from grader.report.model import CheckResult, Counterexample, ExerciseResult, Isolation, Report, SubmissionInfo
from grader.report.screen import Screen
from grader.report.text import JOINER

ATTACKS = {
    "colour": "\x1b[35;5mred\x1b[0m",
    "clears": "\x1b[2J\x1b[H",
    "C1": "\x9b35;5mred\x9d0;title\x9c",
    "title": "\x1b]0;title\x07",
    "link": "\x1b]8;;evil:x\x1b\\link\x1b]8;;\x1b\\",
    "bell": "ring\x07\x08\x08",
    "reversed": "\u202egpj.exe\u2066",
    "unseen": "zero\u200bwidth\ufeff",
    "rewrites": "right\rwrong",
    "markup": "[bold red]loud[/bold red] [link=evil:x]here[/link] :smile: [/]",
    "GitHub": "\n::error::gotcha",
    "GitHub, at once": "::error file=x::gotcha",
    "GitHub, older": "##[error]gotcha",
    "Azure": "##vso[task.complete]",
}
every_attack = pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)


def assert_steers_nothing(text: str) -> None:
    shown = text.replace(JOINER, "")
    controls = {c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c != "\n"}
    assert not controls, sorted(map(hex, map(ord, controls)))


def assert_harmless(text: str) -> None:
    """What a terminal without colours, or the log of a CI job, gets."""
    assert_steers_nothing(text)
    assert not re.search(r"^\s*::|##\[|##\w+\[", text, re.MULTILINE), text


def hostile(text: str) -> Report:
    """A report in which whatever can be foreign is `text`."""
    check = CheckResult(
        name="test_it",
        title=text,
        status="failed",
        score=0,
        max_score=1,
        message=f"{text} {text}",
        hint=f"hint {text}",
        counterexample=Counterexample(f"f({text})", text, text),
        output=f"{text}\n{text}",
    )
    raised = replace(check, name="test_raised", status="error", counterexample=None, message=f"ValueError: {text}")
    broken = ExerciseResult(name="mlp", title=text, status="error", score=0, max_score=1, message=f"{text}: broken")
    ours = ExerciseResult(name="gates", title=text, status="internal", score=0, max_score=0, message=text)
    judged = replace(broken, name="metrics", status="failed", message="", checks=(check, raised))
    return Report(
        course="chapter3",
        submission=SubmissionInfo(text, "0" * 64),
        score=0,
        max_score=3,
        exercises=(judged, broken, ours),
        isolation=Isolation("auto", "fork", missing=("mounts",)),
        environment={"python": text},
        seed=1,
    )


def printed(print_it: Callable[[Console], object]) -> str:
    """What is printed to a log, and, its own colours aside, to a terminal."""
    texts = []
    for is_terminal in (False, True):
        file, colours = io.StringIO(), "truecolor" if is_terminal else None
        print_it(Screen(file=file, width=100, force_terminal=is_terminal, color_system=colours, _environ={}))
        text = file.getvalue()
        assert "35;5" not in text or is_terminal
        texts.append(re.sub(r"\x1b\[(?!35;5m)[\d;?]*[A-Za-z]|\r", "", text) if is_terminal else text)
    assert_harmless(texts[0])
    assert_steers_nothing(texts[1])
    return texts[0]


# Everything that is printed


@every_attack
def test_the_report_on_a_terminal(attack: str) -> None:
    printed(lambda console: terminal.show(hostile(attack), console, "en", "student", f"-s {attack}"))
    printed(lambda console: terminal.show(hostile(attack), console, "ko", "instructor"))
    printed(lambda console: terminal.show_rows(["a"] * 4, [("metrics", attack, "1", attack)], console, "en", wide=1))


@every_attack
def test_a_screen_cleans_what_others_forgot(attack: str) -> None:
    table = Table(title=attack)
    table.add_column(attack)
    table.add_row(Text(attack))
    printed(lambda console: console.print(attack, Text(attack), table))


@every_attack
def test_the_progress(attack: str) -> None:
    def report_on(console: Console) -> None:
        with progress.open_display(console, 3, "en") as display:
            display.warming()
            display.started(attack)
            for result in hostile(attack).exercises:
                display.finished(replace(result, name=attack))

    printed(report_on)


@every_attack
def test_the_run_over_a_class(attack: str) -> None:
    student = Student(id=attack, name=attack, listed=False)
    found = FoundUploads([Upload(student, attack, ())], [student], [attack])

    def report_on(console: Console) -> None:
        batch_show.show_found(found, console, "en")
        with batch_show.ClassDisplay(console, 4, "en") as display:
            for outcome in (
                UploadOutcome(attack, hostile(attack)),
                UploadOutcome(attack, None),
                UploadOutcome(attack, None, problem=f"{attack}: broken"),
                UploadOutcome(attack, None, unwritten=f"{attack}: cannot be written"),
            ):
                display.told(outcome)
        batch_show.show_end(display.tally, console, "en")
        batch_show.show_changes([(found.uploads[0], {attack: "new"})], console, "en")

    printed(report_on)


@every_attack
def test_a_ci_job(attack: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    summary = tmp_path / "summary.md"
    (tmp_path / "reports").mkdir()
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    ci.publish(hostile(attack), tmp_path, tmp_path / "reports", GITHUB, "en", said.append)
    commands = [line for line in said if line.startswith("::error ")]
    assert commands
    assert not any("\n" in line for line in commands)
    for line in said:
        assert_steers_nothing(line)
        assert line in commands or assert_harmless(line) is None
    assert_steers_nothing(summary.read_text())
    ci.publish(hostile(attack), tmp_path, tmp_path / "reports", GITLAB, "en", said.append)
    assert_steers_nothing((tmp_path / "reports" / "code-quality.json").read_text())


@every_attack
def test_what_gradescope_gets(attack: str) -> None:
    told = gradescope.results(replace(hostile(attack), exercises=hostile(attack).exercises[:2]), "en")
    assert_steers_nothing(told["output"])
    for test in told["tests"]:
        assert_steers_nothing(test["name"] + test["output"])


# Every file


@every_attack
@pytest.mark.parametrize("suffix", FORMATS)
def test_a_report_in_a_file(attack: str, suffix: str, tmp_path: Path) -> None:
    write_output(hostile(attack), tmp_path / f"report{suffix}", "en")
    text = (tmp_path / f"report{suffix}").read_text("utf-8-sig")
    assert_steers_nothing(text.replace("\r\n", "\n"))
    if suffix == ".json":
        assert json.loads(text)["submission"]["path"] == attack


@every_attack
def test_the_pages_of_a_class(attack: str) -> None:
    head = ExerciseHead("metrics", attack, 1)
    who = {"student": attack, "id": attack, "name": attack, "listed": False, "page": f"students/{attack}/report.html"}
    entries = [StudentEntry(report=hostile(attack), problem=attack, **who), StudentEntry(problem=attack, **who)]
    found = summarise(attack, [head], entries)
    page = dashboard.render(found, "en").decode()
    assert_steers_nothing(page)
    table = grades.render(found, "en").decode("utf-8-sig")
    assert_steers_nothing(table.replace("\r\n", "\n"))
    assert len(list(csv.reader(io.StringIO(table)))) == 3


# The command itself, on files whose names are attacks


def names() -> list[str]:
    """The attacks that can be the name of a file."""
    return [attack for attack in ATTACKS.values() if "/" not in attack]


@pytest.fixture
def grade(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """`grade(words)` is what the command prints, to both streams."""
    small_course(tmp_path / "course")
    monkeypatch.setenv("GRADE_LANG", "en")
    monkeypatch.setattr(grading, "available", lambda: ())
    monkeypatch.chdir(tmp_path)

    def run(*words: object) -> str:
        with pytest.raises(SystemExit):
            cli.main([*map(str, words), "--course", "course"])
        speak("en")
        output = capsys.readouterr()
        assert "internal error" not in output.err
        return output.out + output.err

    return run


@pytest.mark.parametrize("name", names(), ids=[name for name, attack in ATTACKS.items() if "/" not in attack])
def test_a_submission_of_that_name(name: str, tmp_path: Path, grade: Callable[..., str]) -> None:
    (tmp_path / f"{name}.zip").write_bytes(b"no zip")
    assert_harmless(grade("-s", f"{name}.zip", "--sandbox", "off"))
    folder = tmp_path / name
    folder.mkdir()
    (folder / f"{name}doubles.py").write_text("def double(x):\n    return 2 * x\n")
    (folder / "doubles.py").write_text(STUB)
    assert_harmless(grade("-s", name, "--sandbox", "off", "-o", f"{name}.json"))
    assert_harmless(grade("-s", f"{name}.nothing"))
    assert_harmless(grade(name))
    assert_harmless(grade("-o", f"{name}.pdf"))
    with zipfile.ZipFile(tmp_path / f"{name}.zip", "w") as archive:
        archive.writestr(f"../{name}", "")
    assert_harmless(grade("-s", f"{name}.zip", "--sandbox", "off"))


def test_a_class_whose_uploads_have_such_names(tmp_path: Path, grade: Callable[..., str]) -> None:
    (tmp_path / "class").mkdir()
    for name in names():
        (tmp_path / "class" / f"{name}.zip").write_bytes(b"no zip")
        (tmp_path / "class" / f"{name}.txt").write_text("left alone")
        (tmp_path / "class" / f"{name}.py").write_text(STUB)
    roster = "\n".join(["id,name", *(f'"{number}","{name}"' for number, name in enumerate(names()))])
    (tmp_path / "roster.csv").write_text(roster)
    for words in (["--dry-run"], ["--roster", "roster.csv"], []):
        assert_harmless(grade("batch", "class", "-o", "out", *words, "--sandbox", "off"))
    for path in (tmp_path / "out").rglob("*.*"):
        if path.suffix != ".db":
            assert_steers_nothing(path.read_text("utf-8-sig").replace("\r\n", "\n"))
        assert_steers_nothing(path.relative_to(tmp_path).as_posix())


# And that it stays so

SAYS_ITSELF = {
    "grader/cli/errors.py": "the one way for a command",
    "grader/cli/options.py": "the version, and a warning of ours",
    "grader/cli/instructor.py": "annotations are commands to the CI system; they are defused where they are made",
    "grader/worker/loading.py": "in the worker, as output of the submission",
    "grader/worker/interactive.py": "in the worker too: what `display` shows",
    "grader/kits/gradescope.py": "cleaned in place: there is no command",
}


def test_nothing_prints_but_by_the_one_way() -> None:
    root = Path(grader.__file__).parent
    sources = {path: path.read_text() for path in root.rglob("*.py") if "suites" not in path.parts}
    found = {
        path.relative_to(root.parent).as_posix()
        for path, source in sources.items()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Name | ast.Attribute)
        and ast.unparse(node) in ("print", "typer.echo", "typer.secho", "sys.stdout.write", "sys.stderr.write")
    }
    assert found - SAYS_ITSELF.keys() == set()
    assert [path for path, source in sources.items() if re.search(r"\bConsole\(", source)] == []
