"""Notebooks of Otter Assign, as their instructors write them: questions in raw cells (or fenced in Markdown, as before
its version 3), answers marked by line or by block, tests that compare what a cell shows. And folders of a solution with
test files, as Otter Assign makes them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from grader.course.model import CourseError
from grader.foreign.answers import bodies
from grader.foreign.code import free, statements, syntax_error, without_magics
from grader.foreign.model import (
    ForeignAssignment,
    ForeignCell,
    ForeignNotebook,
    NotTaken,
    StudentCell,
    Test,
    name_of,
    read_notebook,
)
from grader.foreign.otter_lines import clean
from grader.foreign.otter_tests import Case, case_of_cell, read_tests, read_tests_of, resolved

_MARK = re.compile(r"\s*#?\s*(BEGIN|END)\s+(QUESTION|SOLUTION|TESTS|PROMPT)\b", re.IGNORECASE)
_CONFIG = re.compile(r"\s*#?\s*(ASSIGNMENT\s+CONFIG|BEGIN\s+ASSIGNMENT)\b", re.IGNORECASE)
_FENCE = re.compile(
    r"^```(?:otter)?[ \t]*\n(\s*#?\s*(?:BEGIN|END|ASSIGNMENT)\b.*?)^```[ \t]*$", re.DOTALL | re.MULTILINE
)
_OLD_TEST = re.compile(r"\s*#+\s*(hidden\s+)?test\s*#*\s*$", re.IGNORECASE)
_IN_WORDS = re.compile(r"(<strong>|\*\*)\s*solution:?\s*(</strong>|\*\*)", re.IGNORECASE)
"""How an answer in words begins."""
NAMES = {"autograder": 0, "solutions": 1, "source": 2}
"""Folders that hold a solution, the likeliest first."""


def read_assignments(folder: Path, name: str = "") -> list[ForeignAssignment]:
    """The assignments in a folder, or in one notebook. CourseError where there is none."""
    if folder.is_file():
        paths = [folder]
    elif folder.is_dir():
        paths = sorted(path for path in folder.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts)
    else:
        raise CourseError(f"{folder}: no such file or folder")
    if not paths:
        raise CourseError(f"{folder}: there is no notebook in it")
    found = [(path, read_notebook(path)) for path in paths]
    masters = [(path, notebook) for path, notebook in found if any(map(_is_question, _unfenced(notebook.cells)))]
    if masters:
        return [_of_master(path, notebook, name) for path, notebook in masters]
    solved = [_of_solution(path, notebook, folder, name) for path, notebook in found]
    made = [each for each in solved if each is not None]
    if not made:
        reason = "no notebook in it has `# BEGIN QUESTION` cells, and none has test files"
        raise CourseError(f"{folder}: {reason}; name the folder that you give to `otter assign`")
    likely = min(NAMES.get(each.source.parent.name, 3) for each in made)
    return [each for each in made if NAMES.get(each.source.parent.name, 3) == likely]


class _Block(NamedTuple):
    """A cell, or a part of one, that says where something begins and ends."""

    begins: bool
    what: str
    settings: dict[str, Any]


def _of_master(path: Path, notebook: ForeignNotebook, name: str) -> ForeignAssignment:
    reader = _Reader(path)
    for cell in _unfenced(notebook.cells):
        reader.read(cell)
    reader.end_question()
    if not reader.tests:
        raise CourseError(f"{path}: no question of this notebook has a test, so there is nothing to grade")
    own = name or name_of(str(reader.settings.get("name") or path.stem))
    files = reader.settings.get("files")
    named = tuple(map(str, files)) if isinstance(files, list) else ()
    return ForeignAssignment(
        own, path, path.parent, tuple(reader.parts), tuple(reader.tests), tuple(reader.lost), named
    )


class _Reader:
    def __init__(self, path: Path) -> None:
        self.parts: list[StudentCell] = []
        self.tests: list[Test] = []
        self.lost: list[NotTaken] = []
        self.settings: dict[str, Any] = {}
        self._question: dict[str, Any] | None = None
        self._cases: list[Case] = []
        self._within: set[str] = set()
        self._is_old = False

    def read(self, cell: ForeignCell) -> None:
        first = cell.source.lstrip().split("\n")[0]
        if cell.kind == "raw" and _CONFIG.match(first):
            self.settings = _settings(cell)
        elif cell.kind == "raw" and (mark := _MARK.match(first)):
            self._mark(cell, mark[1].upper() == "BEGIN", mark[2].upper())
        elif cell.kind == "markdown":
            self._read_text(cell)
        elif cell.kind == "code":
            self._read_code(cell)

    def _mark(self, cell: ForeignCell, begins: bool, what: str) -> None:
        if what == "QUESTION":
            self.end_question()
            self._within.clear()
            self._question = _settings(cell) if begins else None
            if begins:
                self._tell_of_question(cell)
        else:
            (self._within.add if begins else self._within.discard)(what)

    def _tell_of_question(self, cell: ForeignCell) -> None:
        settings = self._question or {}
        if settings.get("manual"):
            worth = f" ({settings['points']} points)" if "points" in settings else ""
            self.lost.append(NotTaken(self._name, f"a person grades this question{worth}; its points are left out"))
        if settings.get("all_or_nothing"):
            self.lost.append(NotTaken(self._name, "all points or none: here each check gives its own points"))

    @property
    def _name(self) -> str:
        return str((self._question or {}).get("name", "question"))

    def end_question(self) -> None:
        """The tests of the question that ends, with their points."""
        if self._cases and not (self._question or {}).get("manual"):
            tests, lost = resolved(self._name, (self._question or {}).get("points"), self._cases)
            self.tests += tests
            self.lost += lost
        self._cases = []

    def _read_text(self, cell: ForeignCell) -> None:
        if "PROMPT" in self._within or not cell.source.strip():
            return
        is_answer = "SOLUTION" in self._within and "otter_include" not in cell.metadata.get("tags", ())
        if is_answer or _IN_WORDS.search(cell.source):
            self.lost.append(NotTaken(cell.where, "an answer in words is left out"))
        else:
            self.parts.append(StudentCell(cell.source, is_text=True))

    def _read_code(self, cell: ForeignCell) -> None:
        lines = cell.source.split("\n")
        old = self._question is not None and _OLD_TEST.match(lines[0])
        if "TESTS" in self._within or old:
            self._cases.append(case_of_cell(cell, is_old=bool(old)))
        elif "PROMPT" not in self._within:
            part, lost = code_part(cell, is_answer="SOLUTION" in self._within)
            self.lost += lost
            self.parts += [part] if part else []


def code_part(cell: ForeignCell, is_answer: bool = False) -> tuple[StudentCell | None, list[NotTaken]]:
    """A cell of code with its answers; None where nothing is left. One that `is_answer` and marks nothing is one as a
    whole."""
    source, magics = without_magics(cell.source)
    lost = [NotTaken(cell.where, f"`{each[:60]}` is a comment now") for each in magics]
    cleaned = clean(source)
    lost += [NotTaken(cell.where, what) for what in cleaned.lost]
    if why := syntax_error(cleaned.source):
        return None, [*lost, NotTaken(cell.where, f"code that Python cannot read ({why}) is left out")]
    text, answer = _without_otter(cleaned.source), cleaned.answer
    if is_answer and not answer and any(each.bound for each in statements(text)):
        answer = frozenset(range(1, text.count("\n") + 2))
        lost.append(NotTaken(cell.where, "nothing in this answer is marked, so students get nothing of it"))
    return (StudentCell(text, answer=answer) if text.strip() else None), lost


def _without_otter(source: str) -> str:
    """Code without what checks and exports a notebook of Otter, or of its forerunner OK; no line moves."""
    lines = source.split("\n")
    for statement in statements(source):
        if _is_otters(statement.node):
            lines[statement.lines[0] - 1 : statement.lines[-1]] = [""] * len(statement.lines)
    return "\n".join(lines)


def _is_otters(node: ast.stmt) -> bool:
    match node:
        case ast.Import(names=[ast.alias("otter")]) | ast.ImportFrom(module="otter" | "client.api.notebook"):
            return True
        case ast.Assign(value=ast.Call(ast.Attribute(ast.Name("otter"), "Notebook") | ast.Name("Notebook"))):
            return True
        case ast.Expr(value) | ast.Assign(value=value):
            return any(_is_check(each) for each in ast.walk(value))
    return False


def _is_check(node: ast.AST) -> bool:
    match node:
        case ast.Call(ast.Attribute(ast.Name("grader"), "check" | "check_all" | "export" | "to_pdf")):
            return True
        case ast.Call(ast.Attribute(ast.Name("ok"), "grade" | "grade_all" | "auth" | "submit" | "score" | "backup")):
            return True
    return False


def _of_solution(path: Path, notebook: ForeignNotebook, top: Path, name: str) -> ForeignAssignment | None:
    """The assignment of a solution without marks, whose tests are in its metadata, or in `tests/` beside it."""
    questions = read_tests_of(notebook.metadata)
    folders = [
        path.parent / "tests",
        path.parent / "hidden-tests",
        top / "tests" if top.is_dir() else path.parent / "tests",
    ]
    for folder in dict.fromkeys(folders):
        if not questions and folder.is_dir():
            questions = [read_tests(each) for each in sorted(folder.glob("*.py"))]
    found = [resolved(each.name, each.points, each.cases) for each in questions if each is not None]
    tests = [test for each, _ in found for test in each]
    if not tests:
        return None
    lost = [each for _, losses in found for each in losses]
    lost += [NotTaken(each.name, what) for each in questions if each is not None for what in each.lost]
    parts: list[StudentCell] = []
    for cell in notebook.cells:
        if cell.kind == "markdown" and cell.source.strip():
            parts.append(StudentCell(cell.source, is_text=True))
        elif cell.kind == "code":
            part, losses = code_part(cell)
            lost += losses
            parts += [part] if part else []
    if not any(part.answer for part in parts):
        wanted = frozenset(name for test in tests for name in free(statements(test.source)))
        parts = [each if each.is_text else each._replace(answer=bodies(each.source, wanted)) for each in parts]
        lost.append(
            NotTaken(path.name, "nothing marks the answers, so whatever the tests use is one; look at the solution")
        )
    return ForeignAssignment(name or name_of(path.stem), path, path.parent, tuple(parts), tuple(tests), tuple(lost))


def _is_question(cell: ForeignCell) -> bool:
    return cell.kind == "raw" and re.match(r"\s*#?\s*BEGIN\s+QUESTION\b", cell.source, re.IGNORECASE) is not None


def _unfenced(cells: Sequence[ForeignCell]) -> Iterator[ForeignCell]:
    """The cells, and what is fenced in one of Markdown as a raw cell of its own."""
    for cell in cells:
        fenced = list(_FENCE.finditer(cell.source)) if cell.kind == "markdown" else []
        for found in fenced:
            yield cell._replace(kind="raw", source=found[1])
        text = _FENCE.sub("", cell.source) if fenced else cell.source
        if text.strip() or not fenced:
            yield cell._replace(source=text)


def _settings(cell: ForeignCell) -> dict[str, Any]:
    """The YAML below the first line; an empty dict where it is none."""
    lines = cell.source.strip().split("\n")[1:]
    try:
        found = yaml.safe_load("\n".join(lines))
    except yaml.YAMLError as error:
        raise CourseError(
            f"{cell.where}: the YAML below {cell.source.strip()[:40]!r} cannot be read: {error}"
        ) from None
    return found if isinstance(found, dict) else {}
