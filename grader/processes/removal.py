"""Removes a folder in which a submission has written. Everywhere but on Windows."""

from __future__ import annotations

import contextlib
import itertools
import os
import secrets
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

assert sys.platform != "win32"


def remove(folder: Path) -> None:
    """Removes `folder` as far as it can; never raises, never follows a link, whatever the nesting."""
    with contextlib.suppress(OSError):
        top = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            _empty(top)
        finally:
            os.close(top)
        os.rmdir(folder)


def _empty(top: int) -> None:
    """Nested folders are first moved up next to each other, so that no path grows beyond what the system can name."""
    fresh = (f"{secrets.token_hex(8)}-{number}" for number in itertools.count())
    pending = os.listdir(top)
    while pending:
        name = pending.pop()
        with contextlib.suppress(OSError):
            if not _is_folder(name, top):
                os.unlink(name, dir_fd=top)
                continue
            os.chmod(name, 0o700, dir_fd=top)
            pending += _flatten(name, top, fresh)
            os.rmdir(name, dir_fd=top)


def _flatten(name: str, top: int, fresh: Iterator[str]) -> list[str]:
    """Removes the files of one folder and moves its folders up to `top`; the names that they get there."""
    moved = []
    inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=top)
    try:
        for entry in os.listdir(inner):
            if _is_folder(entry, inner):
                os.chmod(entry, 0o700, dir_fd=inner)  # else its own ".." could not be changed
                moved.append(next(fresh))
                os.rename(entry, moved[-1], src_dir_fd=inner, dst_dir_fd=top)
            else:
                os.unlink(entry, dir_fd=inner)
    finally:
        os.close(inner)
    return moved


def _is_folder(name: str, parent: int) -> bool:
    return stat.S_ISDIR(os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode)
