"""Which files of a submission an exercise needs: its own, what it may import, and every file of data.

Found by reading lines, for nothing of a submission is parsed outside the sandbox. A name too many costs little; one too
few, of a program that is imported by a name put together while it runs, leaves that import without its file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

PROGRAMS = (".py", ".ipynb")

TELLTALES = (b"import", *(suffix.encode() for suffix in PROGRAMS))
"""A line that holds one of these may lead to another file, and every word of it is taken for that file's name."""

_NAME = re.compile(r"[^\W\d]\w*")


def needed(folder: Path, main: Path) -> tuple[Path, ...]:
    """The files in `folder`, in a fixed order, that grading the program `main` may read."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    found = {main, *(path for path in files if path.suffix.lower() not in PROGRAMS)}
    unread = [main]
    while unread:
        names = set(_mentioned(unread.pop().read_bytes()))
        imported = [path for path in files if path not in found and names & _called(path.relative_to(folder))]
        found.update(imported)
        unread += imported
    return tuple(path for path in files if path in found)


def _mentioned(program: bytes) -> Iterator[str]:
    for line in program.splitlines():
        if any(telltale in line for telltale in TELLTALES):
            yield from (found[0] for found in _NAME.finditer(line.decode("utf-8", "replace")))


def _called(path: Path) -> set[str]:
    """The names by which an import can reach a program: its own and those of the folders around it."""
    return {path.stem, *path.parts[:-1]}
