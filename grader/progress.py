"""What a student has begun: is a file still the stub, and which of several holds the work?

This looks into what was handed in outside the sandbox, so it counts and compares text, under caps, in time and memory
that grow with its size; programs are parsed in the worker only.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from grader.course import Course, Exercise
from grader.language import LANGUAGES, N_
from grader.notebooks import split
from grader.stubs import RAISE, stub_of
from grader.submission import intake

MAX_NOTEBOOK = 8 << 20
"""Bytes of a notebook that is looked into; a larger one counts as edited."""
MAX_CODE = 1 << 20
"""Bytes of a program, or characters in the cells of a notebook: more than any stub, and more than the worker reads."""
MAX_CELLS = 2000


class Cell(msgspec.Struct, frozen=True):
    """A cell of a notebook, of which nothing else is looked at."""

    cell_type: str
    source: str | list[str]

    @property
    def text(self) -> str:
        return self.source if isinstance(self.source, str) else "".join(self.source)


class Notebook(msgspec.Struct, frozen=True):
    """A notebook as its JSON has it. Decoding passes over everything else, outputs above all, without building it."""

    cells: list[Cell]


def is_untouched(course: Course, exercise: Exercise, path: Path) -> bool:
    """Whether a file or notebook still is a stub, in whatever language. Of a notebook, which may have been run, the
    code counts alone."""
    english, data = stub_of(course, exercise), path.read_bytes()
    if english is None or data.count(RAISE.encode()) < english.count(RAISE):
        return False  # without a look at the catalogue, which takes time to read
    stubs = (stub_of(course, exercise, language) or "" for language in LANGUAGES)
    if path.suffix.lower() == ".py":
        return len(data) <= MAX_CODE and any(intake.is_untouched(data, stub) for stub in stubs)
    cells = _code(_cells(data))
    return any(cells == _code(cell.source for cell in split(stub)) for stub in stubs)


def is_begun(course: Course, exercise: Exercise, path: Path) -> bool:
    """Whether a function is written in a file or notebook. The stub of another version of the course is not untouched,
    but not begun either."""
    data = path.read_bytes()
    left = data.count(RAISE.encode()) if path.suffix.lower() == ".py" else "\n".join(_cells(data)).count(RAISE)
    return left < (stub_of(course, exercise) or "").count(RAISE)


def edited(course: Course, exercise: Exercise, found: Iterable[Path]) -> list[Path]:
    """Those of the file and notebook of an exercise that hold work: of several, those in which a function is written.
    Where none is, as in the stubs of another version of the course, any will do."""
    changed = [path for path in found if not is_untouched(course, exercise, path)]
    begun = [path for path in changed if is_begun(course, exercise, path)] if len(changed) > 1 else []
    return begun or changed[:1]


def state(course: Course, exercise: Exercise, folder: Path) -> str:
    """How far a student is in `folder`: missing, not started (there are stubs only), edited, in one place or two."""
    file, notebook = f"{exercise.name}.py", f"{exercise.name}.ipynb"
    places = (folder / file, folder / notebook, folder / "notebooks" / notebook)
    found = [path for path in places if path.is_file()]
    if not found:
        return N_("missing")
    states = (N_("not started"), N_("edited"), N_("edited twice"))
    return states[min(2, len(edited(course, exercise, found)))]


def read_cells(data: bytes) -> list[Cell]:
    """The cells of a notebook; none of what is no notebook of today's format, or too large to be looked into here."""
    if len(data) > MAX_NOTEBOOK:
        return []
    try:
        cells = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=Notebook).cells
    except (ValueError, RecursionError):  # msgspec's errors and broken UTF-8 are ValueErrors
        return []
    return cells if len(cells) <= MAX_CELLS and sum(len(cell.text) for cell in cells) <= MAX_CODE else []


def _cells(data: bytes) -> list[str]:
    """The code in a notebook, cell by cell."""
    return [cell.text for cell in read_cells(data) if cell.cell_type == "code"]


def _code(cells: Iterable[str]) -> list[str]:
    """The cells that hold more than comments, white space aside that nobody sees."""
    texts = ["\n".join(line.rstrip() for line in cell.splitlines()).strip("\n") for cell in cells]
    return [text for text in texts if any(line and not line.lstrip().startswith("#") for line in text.split("\n"))]
