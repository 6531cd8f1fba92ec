"""What a student has begun: is a file still the stub, and which of several holds the work?

This looks into what was handed in outside the sandbox, so it counts and compares text, under caps, in time and memory
that grow with its size; programs are parsed in the worker only.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from grader.course.model import Course, Exercise
from grader.course.notebooks import split
from grader.course.stubs import RAISE, in_language, stub_of
from grader.feedback import Text, listed, phrase
from grader.language import LANGUAGES
from grader.submission import intake
from grader.submission.naming import suffix_of

MAX_NOTEBOOK = 8 << 20
"""Bytes of a notebook that is looked into; a larger one counts as edited."""
MAX_CODE = 1 << 20
"""Bytes of a program, or characters in the cells of a notebook: more than any stub, and more than the worker reads."""
MAX_CELLS = 2000
MAX_COPIES = 20
"""Files that are looked into because any of them may be meant."""

_TEXT = re.compile(r"^(\"\"\"|\'\'\').*?\1", re.DOTALL | re.MULTILINE)
_FUNCTION = re.compile(r"^(?:async )?def (\w+)\b.*(?:\n(?:[ \t)].*)?)*", re.MULTILINE)
_DOCSTRING = re.compile(r"(\"\"\"|\'\'\').*?\1", re.DOTALL)
_CHECKS = r"from grader import check\b|import grader\b|(\w+\s*=\s*)?(grader\.)?check\("
_IDLE = re.compile(rf"\s*(\Z|#|{_CHECKS})")
_TIMED = re.compile(r"^get_ipython\(\)\.run_cell_magic\('[^']*', '[^']*', (['\"])(.*)\1\)$", re.MULTILINE)
"""A cell with a magic at its top, as Jupyter exports it: its text."""
_ESCAPED, _SIGNS = re.compile(r"\\(.)"), {"n": "\n", "t": "\t"}
_MEANINGLESS = re.compile(rf"\s*(#|%|!|{_CHECKS}|(\w+\s*=\s*)?(get_ipython\(\)|[!%]))")


class Cell(msgspec.Struct, frozen=True):
    """A cell of a notebook, of which nothing else is looked at."""

    cell_type: str
    source: str | list[str]

    @property
    def text(self) -> str:
        return self.source if isinstance(self.source, str) else "".join(self.source)


class WrittenFunction(NamedTuple):
    """A function of a program, by its text."""

    name: str
    is_stub: bool
    line: int


class Notebook(msgspec.Struct, frozen=True):
    """A notebook as its JSON has it. Decoding passes over everything else, outputs above all, without building it."""

    cells: list[Cell]


def is_untouched(course: Course, exercise: Exercise, path: Path) -> bool:
    """Whether a file or notebook still is a stub, in whatever language. Of a notebook, which may have been run, the
    code counts alone."""
    english, data = stub_of(course, exercise), path.read_bytes()
    if english is None or data.count(RAISE.encode()) < english.count(RAISE):
        return False  # without a look at the catalogue, which takes time to read
    if suffix_of(path.name) != ".ipynb":
        return len(data) <= MAX_CODE and any(intake.is_untouched(data, stub) for stub in _in_every_language(english))
    return _code(_cells(data)) in _notebooks(english)


@functools.lru_cache(maxsize=64)
def _in_every_language(english: str) -> tuple[str, ...]:
    return tuple(in_language(english, language) for language in LANGUAGES)


@functools.lru_cache(maxsize=64)
def _notebooks(english: str) -> tuple[list[str], ...]:
    """The code cells of a stub's notebook, in every language."""
    return tuple(_code(cell.source for cell in split(stub)) for stub in _in_every_language(english))


def is_begun(course: Course, exercise: Exercise, path: Path) -> bool:
    """Whether a function is written in a file or notebook. The stub of another version of the course is not untouched,
    but not begun either."""
    data = path.read_bytes()
    if suffix_of(path.name) == ".ipynb":
        left, texts = "\n".join(_cells(data)).count(RAISE), _cells(data)
    else:
        left, texts = data.count(RAISE.encode()), [data[:MAX_CODE].decode("utf-8", "replace")]
    return left < (stub_of(course, exercise) or "").count(RAISE) or any(
        not function.is_stub for text in texts for function in functions(text, exercise.required)
    )


def edited(course: Course, exercise: Exercise, found: Iterable[Path]) -> list[Path]:
    """Those of the file and notebook of an exercise that hold work: of several, those in which a function is written,
    and of those that say the same one. Where none is, as in the stubs of another version of the course, any will do."""
    changed = [path for path in found if not is_untouched(course, exercise, path)]
    begun = [path for path in changed if is_begun(course, exercise, path)] if len(changed) > 1 else []
    return _distinct(begun) or changed[:1]


def elsewhere(course: Course, exercise: Exercise, folder: Path, found: Collection[Path]) -> list[Path]:
    """The files below `folder` that hold work on the exercise though they are called otherwise, or lie elsewhere, than
    those that were `found`; of files that say the same one."""
    others = [path for path in intake.copies(folder, exercise.name, exercise.required) if path not in found]
    return _distinct([path for path in others[:MAX_COPIES] if _holds_work(course, exercise, path)])


def has_work(course: Course, exercise: Exercise, found: Iterable[Path]) -> bool:
    """Whether a function is written in one of the files."""
    return any(_holds_work(course, exercise, path) for path in found)


def places(exercise: Exercise, folder: Path) -> tuple[Path, Path, Path]:
    """Where the work on an exercise belongs: its file, or its notebook next to it or in `notebooks/`."""
    file, notebook = f"{exercise.name}.py", f"{exercise.name}.ipynb"
    return folder / file, folder / notebook, folder / "notebooks" / notebook


def state(course: Course, exercise: Exercise, folder: Path) -> Text:
    """How far a student is in `folder`, in words: missing, not started (there are stubs only), edited, in one place or
    two, or under another name."""
    found = [path for path in places(exercise, folder) if path.is_file()]
    if not has_work(course, exercise, found) and (others := elsewhere(course, exercise, folder, found)):
        return phrase("edited: {path}", path=listed([str(path.relative_to(folder)) for path in others]))
    if not found:
        return phrase("missing")
    states = (phrase("not started"), phrase("edited"), phrase("edited in two places"))
    return states[min(2, len(edited(course, exercise, found)))]


def _holds_work(course: Course, exercise: Exercise, path: Path) -> bool:
    is_stub = is_untouched(course, exercise, path) or not is_begun(course, exercise, path)
    return not is_stub and path.read_bytes().strip() != b""


def _distinct(paths: Sequence[Path]) -> list[Path]:
    """The files without those whose code another one has too, as a notebook and the program exported from it."""
    if len(paths) < 2:
        return list(paths)
    kept: dict[object, Path] = {}
    for path in paths:
        kept.setdefault(_significant(path) or path, path)
    return list(kept.values())


def _significant(path: Path) -> tuple[str, ...]:
    """The lines of a program that mean something in a file and in a notebook alike: no comments, magics, texts at the
    margin; none where it cannot be told."""
    data = path.read_bytes()
    try:
        text = "\n".join(_cells(data)) if suffix_of(path.name) == ".ipynb" else data[: MAX_CODE + 1].decode("utf-8-sig")
    except UnicodeDecodeError:
        return ()
    text = _TIMED.sub(lambda cell: _ESCAPED.sub(lambda sign: _SIGNS.get(sign[1], sign[1]), cell[2]), text)
    lines = [line.rstrip() for line in _TEXT.sub("", text).splitlines()] if len(text) <= MAX_CODE else []
    return tuple(line for line in lines if line and not _MEANINGLESS.match(line))


def functions(text: str, required: Collection[str]) -> Iterator[WrittenFunction]:
    """The required functions that a program defines at its margin. It is searched for them, not parsed."""
    text = text.replace("\r\n", "\n")
    for found in _FUNCTION.finditer(text):
        if found[1] in required:
            yield WrittenFunction(found[1], _is_stub(found[0]), text.count("\n", 0, found.start()) + 1)


def _is_stub(function: str) -> bool:
    """Whether nothing but the stub's line stands in the function's body."""
    lines = [line.strip() for line in _DOCSTRING.sub("", function).split("\n")]
    lines = [line for line in lines if line and not line.startswith("#")]
    head = next((place for place, line in enumerate(lines, 1) if line.endswith(":")), len(lines))
    return len(lines) == head + 1 and lines[-1].startswith(RAISE)


@functools.lru_cache(maxsize=2)
def read_cells(data: bytes) -> tuple[Cell, ...]:
    """The cells of a notebook; none if it is not a notebook of the current format, or too large to be examined here."""
    if len(data) > MAX_NOTEBOOK:
        return ()
    try:
        cells = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=Notebook).cells
    except (ValueError, RecursionError):  # msgspec's errors and broken UTF-8 are ValueErrors
        return ()
    return tuple(cells) if len(cells) <= MAX_CELLS and sum(len(cell.text) for cell in cells) <= MAX_CODE else ()


def _cells(data: bytes) -> list[str]:
    """The code in a notebook, cell by cell."""
    return [cell.text for cell in read_cells(data) if cell.cell_type == "code"]


def _code(cells: Iterable[str]) -> list[str]:
    """The cells that hold work, white space aside that nobody sees."""
    return ["\n".join(line.rstrip() for line in cell.splitlines()).strip("\n") for cell in cells if holds_work(cell)]


def holds_work(cell: str) -> bool:
    """Whether a cell does more than comment and call `check`."""
    return not all(map(_IDLE.match, cell.splitlines()))
