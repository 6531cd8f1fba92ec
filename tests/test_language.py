"""Everything that a student reads exists in Korean too: the texts are collected and compared with the catalogue."""

from __future__ import annotations

import ast
import io
import re
import string
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import typer
from babel.messages.catalog import Message as Entry
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from grader import language
from grader.cli import STUDENT
from grader.cli import app as cli
from grader.course.model import BUILT_IN_SUITES, load_course
from grader.course.stubs import make_stub
from grader.feedback import phrase
from grader.judge.client import run_judge
from grader.judge.expect import expect
from grader.judge.failures import WrongAnswer
from grader.language import LanguageError, catalogue_entries, choose, render, translate
from grader.processes.client import ForkServer

GRADER = Path(language.__file__).parent
CATALOGUE = GRADER / "locale" / "ko.po"
COURSE = load_course()

TOLD = {"expect": ["what"], "that": ["condition", "reason", "expected"], "each": ["predicate", "rule"]}
TOLD |= {"fail": ["reason", "expected"], "measure": ["what"]}
"""Calls in a suite that hand over sentences, and the names of their arguments (`expect` has the value before them)."""
MARKS = dict.fromkeys(("_", "N_", "phrase", "say", "translate"))
EXCEPTIONS = {"SourceError", "NotebookError", "Undecodable", "Unencodable", "NotWritten"}
"""What they are given first is a text with values."""

Texts = dict[str, str]
"""Every text that needs a translation, and where it stands."""


def texts() -> Texts:
    found: Texts = {}
    for where, text in [*marked(), *exceptions(), *help_pages(), *descriptions(), *guides(), *stubs(), *suites()]:
        found.setdefault(text, where)
    return found


def marked() -> Iterator[tuple[str, str]]:
    for kind, pattern in (("python", "*.py"), ("jinja2", "*.html")):
        for path in sorted(GRADER.rglob(pattern)):
            for line, text, *_rest in extract_from_file(kind, path, keywords=MARKS):
                if re.search(r"[^\W\d_]", re.sub(r"\{\w+\}", "", text)):  # else values and punctuation only
                    yield f"{named(path)}:{line}", text


ROOMS = ("boundary", "judge", "processes", "program", "submission", "worker")


def exceptions() -> Iterator[tuple[str, str]]:
    for path in sorted([path for room in ROOMS for path in GRADER.glob(f"{room}/*.py")]):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and called(node) in EXCEPTIONS and node.args:
                yield from ((f"{named(path)}:{node.lineno}", text) for text in literal(node.args[0]))


def help_pages() -> Iterator[tuple[str, str]]:
    verbs = typer.main.get_group(cli.verbs()).commands
    chosen = [verbs[name] for name in ("batch", "similar", "export", *sorted(STUDENT))]
    chosen += [command for name in ("server", "export") for command in verbs[name].commands.values()]
    for command in (typer.main.get_command(cli.grading), *chosen):
        yield "grader/cli/app.py", command.help.replace("\b\n", "")


def descriptions() -> Iterator[tuple[str, str]]:
    yield "grader/suites/course.toml", COURSE.title
    for exercise in COURSE.exercises:
        where = named(exercise.suite / "exercise.toml")
        yield from ((where, text) for text in (exercise.title, *exercise.hints.values()))


def guides() -> Iterator[tuple[str, str]]:
    for path in sorted(BUILT_IN_SUITES.glob("*/guide.toml")):
        for check in tomllib.loads(path.read_text()).values():
            yield from ((named(path), text) for text in (check["explain"], *check["hints"]))


def stubs() -> Iterator[tuple[str, str]]:
    for exercise in COURSE.exercises:
        path = COURSE.solution(exercise)
        for node in ast.walk(ast.parse(make_stub(path.read_text()))):
            if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and (text := ast.get_docstring(node)):
                yield named(path), text


def suites() -> Iterator[tuple[str, str]]:
    """Titles of checks, what is handed to `expect`, and all else that looks like a sentence."""
    for path in sorted(BUILT_IN_SUITES.rglob("test_*.py")):
        tree = ast.parse(path.read_text())
        others = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
        for node in ast.walk(tree):
            where = f"{named(path)}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield where, (ast.get_docstring(node) or node.name).splitlines()[0]
            elif isinstance(node, ast.Call):
                yield from ((where, text) for argument in handed_over(node) for text in literal(argument))
            elif id(node) not in others:
                yield from (
                    (where, text) for text in literal(node) if " " in text.strip() and any(map(str.isalpha, text))
                )


def handed_over(call: ast.Call) -> Iterator[ast.expr]:
    names = TOLD.get(called(call), [])
    places = ["value", *names] if called(call) == "expect" else names
    yield from (argument for name, argument in zip(places, call.args, strict=False) if name in names)
    yield from (keyword.value for keyword in call.keywords if keyword.arg in names)


def literal(node: ast.AST) -> Iterator[str]:
    """A text as it stands in the source."""
    match node:
        case ast.Constant(str(text)) if text.strip():
            yield text
        case ast.IfExp(body=yes, orelse=no):
            yield from (*literal(yes), *literal(no))


def called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def named(path: Path) -> str:
    return path.resolve().relative_to(GRADER.parent).as_posix()


def catalogue() -> dict[str, Entry]:
    return {str(entry.id): entry for entry in read_po(io.BytesIO(CATALOGUE.read_bytes())) if entry.id}


def placeholders(text: str) -> list[str]:
    return sorted(name for _text, name, *_rest in string.Formatter().parse(text) if name is not None)


def test_every_text_has_a_translation() -> None:
    translated = {text for text, entry in catalogue().items() if entry.string and not entry.fuzzy}
    missing = [f"{where}: {text!r}" for text, where in texts().items() if text not in translated]
    assert not missing, "\n".join([f"{len(missing)} texts have no Korean in {named(CATALOGUE)}:", *missing])


def test_the_compiled_catalogue_is_that_of_the_source() -> None:
    translated = {text: str(entry.string) for text, entry in catalogue().items() if entry.string and not entry.fuzzy}
    assert catalogue_entries(CATALOGUE.with_suffix(".mo").read_bytes()) == translated


def test_no_translation_is_left_over() -> None:
    stale = sorted(set(catalogue()) - set(texts()))
    assert not stale, "\n".join([f"{len(stale)} entries of {named(CATALOGUE)} are of no text any more:", *stale])


def test_translations_have_the_placeholders_of_their_texts() -> None:
    filled_in = {text for _where, text in [*marked(), *exceptions(), *suites()]}
    wrong = [text for text, entry in catalogue().items() if text in filled_in and differ(text, str(entry.string))]
    assert not wrong, "\n".join(wrong)


def differ(text: str, translation: str) -> bool:
    return "{" in text and placeholders(text) != placeholders(translation)


def test_what_a_stub_shows_as_code_is_the_same_in_korean() -> None:
    """The calls of worked examples: `relu([-1.0]) -> [0.0]`."""
    calls = [
        (text, call) for _where, text in stubs() for call in re.findall(r"^    +(\w+\(.*\)) +->", text, re.MULTILINE)
    ]
    assert calls
    assert not [call for text, call in calls if call not in translate(text, "ko")]


@pytest.mark.parametrize(
    ("option", "environment", "language"),
    [
        (None, {}, "en"),
        ("ko", {"GRADE_LANG": "en", "LANG": "en_US.UTF-8"}, "ko"),
        (None, {"GRADE_LANG": "ko", "LC_ALL": "en_US.UTF-8"}, "ko"),
        (None, {"LC_ALL": "ko_KR.UTF-8", "LANG": "en_US.UTF-8"}, "ko"),
        (None, {"LC_ALL": "", "LC_MESSAGES": "ko_KR.eucKR"}, "ko"),
        (None, {"LANG": "ko-KR"}, "ko"),
        (None, {"LC_ALL": "C", "LANG": "ko_KR"}, "en"),
        (None, {"GRADE_LANG": "fr", "LANG": "ko_KR"}, "en"),
    ],
)
def test_the_option_decides_then_the_environment(
    option: str | None, environment: dict[str, str], language: str
) -> None:
    assert choose(option, environment) == language


@pytest.mark.parametrize(
    ("option", "environment", "language"),
    [("en", {}, "en"), (None, {"GRADE_LANG": "en", "LANG": "en"}, "en"), (None, {"LC_ALL": "en_US.UTF-8"}, "ko")],
)
def test_a_workspace_decides_before_the_system(option: str | None, environment: dict[str, str], language: str) -> None:
    assert choose(option, environment, remembered="ko") == language


def test_an_unknown_option_is_an_error() -> None:
    with pytest.raises(LanguageError, match=r"^--lang fr: not supported \(choose from en, ko\)$"):
        choose("fr", {})


def test_no_text_of_a_suite_is_filled_in_before_it_is_told() -> None:
    filled = [
        f"{named(path)}:{call.lineno}"
        for path in sorted(BUILT_IN_SUITES.rglob("test_*.py"))
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call)
        for argument in handed_over(call)
        if isinstance(argument, ast.JoinedStr) and any(part.value.strip() for part in constants(argument))
    ]
    assert not filled


def constants(text: ast.JoinedStr) -> Iterator[ast.Constant]:
    return (part for part in text.values if isinstance(part, ast.Constant))


def test_what_has_no_translation_stays_english() -> None:
    assert render(phrase("no such text"), "ko") == "no such text"
    assert render("", "ko") == ""


def test_a_name_is_the_same_in_every_language() -> None:
    """`points` is a word of the catalogue, and may be what a student calls a function."""
    assert translate("points", "ko") != "points"
    assert render("points", "ko") == "points"
    assert "points" in render(phrase("{name} is not defined.", name="points"), "ko")


SIZE = phrase("the file is larger than {size} MiB", size=7)


def test_a_message_is_told_with_its_values() -> None:
    assert render(SIZE, "ko") == "파일이 7 MiB보다 큽니다"


@pytest.mark.parametrize(
    ("judge", "says"),
    [
        (lambda: expect(None).a_tensor(), "결과: None입니다. 필요한 것은 텐서입니다. 혹시 `return`을 빠뜨렸나요?"),
        (lambda: expect([1, 2]).a_tuple(2), "필요한 것은 길이가 2인 튜플입니다. `return a, b`처럼 쓰면 튜플이 됩니다."),
        (
            lambda: expect([1.0, 3.0]).close_to([1.0, 2.0]),
            "결과: 값이 틀립니다 (위치 [1]). 나온 값: 3.0, 기대한 값: 2.0.",
        ),
        (lambda: expect([[1.0], [2.0]]).of_shape((1, 2)), "형태(shape)가 (2, 1)입니다."),
        (lambda: expect([1.0, [2.0]]).numbers(), "결과: 행마다 길이가 다른 리스트입니다."),
        (
            lambda: expect((1, "a")).a_tuple(2)[1].an_int(),
            "결과의 2번째 값: 문자열입니다. 필요한 것은 정수(int)입니다.",
        ),
    ],
    ids=[
        "None for a tensor",
        "a list for a tuple",
        "another number",
        "another shape",
        "ragged rows",
        "text for an int",
    ],
)
def test_a_wrong_answer_is_explained_in_korean(judge: Callable[[], object], says: str) -> None:
    with pytest.raises(WrongAnswer) as wrong:
        judge()
    assert says in render(wrong.value.reason, "ko")


SPIES = """
import sys
def double(x):
    return len([name for name in sys.modules if name == "grader.language"])
"""


def test_no_worker_has_the_catalogue(server: ForkServer, job: Callable) -> None:
    """It holds sentences of the suites."""
    found = run_judge(server, job(SPIES, only=("test_double",)), lambda result: None)
    result = found.results["test_double"]
    assert "나온 값: 0, 기대한 값: 5." in render(result.message, "ko")
    assert result.counterexample.returned == "0"
