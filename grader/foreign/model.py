"""An assignment of another grader, as far as it can be taken over."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from grader.course.model import CourseError, is_name
from grader.files import read_bytes

MAX_NOTEBOOK = 32 << 20
"""Bytes of a notebook that is read."""


MAX_POINTS = 1e6


class StudentCell(NamedTuple):
    """A cell that students get: a text, or code with the numbers of those of its lines, from 1, that they write."""

    source: str
    is_text: bool = False
    answer: frozenset[int] = frozenset()


class Test(NamedTuple):
    """A test with the code that it runs; without a title it is told by its name. `where` is its place in the source."""

    name: str
    source: str
    points: float
    hidden: bool
    where: str
    title: str = ""
    hint: str = ""


class NotTaken(NamedTuple):
    """Something that could not be taken over as it was: where it is, what became of it, and what to do."""

    where: str
    what: str


AUTOTEST = "AUTOTEST makes its tests when nbgrader runs; write them as asserts"


def told_of_autotests(lost: Iterable[NotTaken]) -> str:
    """Why there may be no tests, at the end of a sentence."""
    return f" ({AUTOTEST})" if any(each.what == AUTOTEST for each in lost) else ""


class ForeignAssignment(NamedTuple):
    """`folder` is where its files of data lie, `files` are those that it names itself."""

    name: str
    source: Path
    folder: Path
    parts: tuple[StudentCell, ...]
    tests: tuple[Test, ...]
    lost: tuple[NotTaken, ...]
    files: tuple[str, ...] = ()


class ForeignCell(NamedTuple):
    """A cell of a notebook. `printed` is what its outputs say, as text."""

    number: int
    kind: str
    source: str
    metadata: Mapping[str, Any]
    printed: str
    has_outputs: bool

    @property
    def where(self) -> str:
        return f"cell {self.number}"


class ForeignNotebook(NamedTuple):
    cells: tuple[ForeignCell, ...]
    metadata: Mapping[str, Any]


def read_notebook(path: Path) -> ForeignNotebook:
    """The cells of a notebook of any format that nbformat knows, numbered from 1. CourseError says why it cannot be
    read."""
    import nbformat

    data = read_bytes(path)
    if len(data) > MAX_NOTEBOOK:
        raise CourseError(f"{path}: the notebook is larger than {MAX_NOTEBOOK >> 20} MiB; remove its outputs first")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on notebooks of older versions, which are read all the same
            found = nbformat.reads(data.decode("utf-8-sig"), as_version=4)
        cells = tuple(_cell(number, cell) for number, cell in enumerate(found["cells"], start=1))
        language = str(found["metadata"].get("kernelspec", {}).get("language", "python"))
    except Exception as error:  # nbformat raises whatever the JSON leads to
        raise CourseError(f"{path}: this is not a notebook: {type(error).__name__}") from None
    if language.lower() not in ("python", "python3", "ipython"):
        raise CourseError(f"{path}: this is a notebook of {language}; only those of Python can be taken over")
    return ForeignNotebook(cells, found["metadata"])


def _cell(number: int, cell: Any) -> ForeignCell:
    source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
    outputs = cell.get("outputs", ())
    printed = "".join(_printed(output) for output in outputs)
    return ForeignCell(number, cell["cell_type"], source, cell.get("metadata", {}), printed, bool(outputs))


def _printed(output: Any) -> str:
    text = output.get("text", "") or output.get("data", {}).get("text/plain", "")
    return text if isinstance(text, str) else "".join(map(str, text))


def points_of(value: object) -> float | None:
    """Points as somebody wrote them; None for what is no such number."""
    try:
        points = float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else -1.0
    except (ValueError, OverflowError):
        return None
    return points if 0 <= points < MAX_POINTS else None


def name_of(text: str) -> str:
    """A Python name made of the name of a file or a test."""
    name = re.sub(r"\W+", "_", text.strip()).strip("_").lower()
    return name if is_name(name) else f"exercise_{name}".rstrip("_")


def one_by_one(names: Iterable[str]) -> list[str]:
    """The names, those that come again with a number behind them."""
    found: list[str] = []
    for name in names:
        number, free = 2, name
        while free in found:
            number, free = number + 1, f"{name}_{number}"
        found.append(free)
    return found
