"""Files of data that a student handed in beside the program."""

from __future__ import annotations

from pathlib import Path

from grader.submission.needed import PROGRAMS

MAX_DATA = 16 * 1024 * 1024
"""More data than this is not copied, since copying it for every worker would take too long."""


def lay_out(submission: Path, folder: Path) -> None:
    """Copies the files of data that lie beside a program to where it runs: there a relative path finds them."""
    data = [path for path in submission.rglob("*") if path.is_file() and path.suffix.lower() not in PROGRAMS]
    if sum(path.stat().st_size for path in data) > MAX_DATA:
        return
    for path in data:
        copy = folder / path.relative_to(submission)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
