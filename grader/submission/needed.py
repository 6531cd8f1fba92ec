"""Which files of a submission an exercise needs: its own, what it may import, and every file of data.

Found by reading lines, since a submission is never parsed outside the sandbox. A file too many costs little. A file too
few makes an import fail; that happens if a program puts the name of a module together at run time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from grader.submission.naming import PROGRAMS

__all__ = ["PROGRAMS", "needed"]

TELLTALES = (b"import", b"%run", b"run_line_magic", *(suffix.encode() for suffix in PROGRAMS))
"""A line that holds one of these may lead to another file, and every word of it is taken for that file's name."""
MAX_LINES = 1 << 20
"""Bytes of such lines that are looked at; where there are more, every program is needed."""

_NAME = re.compile(r"[^\W\d]\w*")


def needed(folder: Path, main: Path) -> tuple[Path, ...]:
    """The files in `folder`, in a fixed order, that grading the program `main` may read."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    called = {path: _called(path.relative_to(folder)) for path in files}
    found = {main, *(path for path in files if path.suffix.lower() not in PROGRAMS)}
    unread, room = [main], MAX_LINES
    while unread:
        lines = list(_telling(unread.pop(), room))
        room -= sum(map(len, lines))
        if room <= 0:
            return tuple(files)
        names = set(_NAME.findall(b"\n".join(lines).decode("utf-8", "replace")))
        imported = [path for path in files if path not in found and not names.isdisjoint(called[path])]
        found.update(imported)
        unread += imported
    return tuple(path for path in files if path in found)


def _telling(program: Path, room: int) -> Iterator[bytes]:
    """The lines that hold a telltale, until the room is used up. In the JSON of a notebook, a line of a cell ends with
    `\\n`."""
    text = program.read_bytes().replace(b"\r", b"\n")
    if program.suffix.lower() == ".ipynb":
        text = text.replace(b"\\n", b"\n")
    ahead = {telltale: text.find(telltale) for telltale in TELLTALES}
    end = 0
    while room > 0 and any(place >= 0 for place in ahead.values()):
        place = min(place for place in ahead.values() if place >= 0)
        start, end = text.rfind(b"\n", end, place) + 1 or end, text.find(b"\n", place)
        end = len(text) if end < 0 else end
        yield text[start:end]
        room -= max(1, end - start)
        ahead = {each: text.find(each, end) if 0 <= place < end else place for each, place in ahead.items()}


def _called(path: Path) -> set[str]:
    """The names by which an import can reach a program: its own and those of the folders around it."""
    return {path.stem, *path.parts[:-1]}
