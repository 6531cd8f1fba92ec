"""The scratch folder of a worker: measured while it runs, removed without following a link."""

from __future__ import annotations

import contextlib
import itertools
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path

from grader.processes.policy import MAX_ENTRIES, MiB


def is_over(folder: Path, limit: int) -> bool:
    """Whether `folder` holds more than `limit` MiB or MAX_ENTRIES entries; stops counting as soon as it does."""
    size = entries = 0
    try:
        for entry in _walk(folder):
            entries += 1
            with contextlib.suppress(FileNotFoundError):
                status = entry.stat(follow_symlinks=False)
                size += max(status.st_size, status.st_blocks * 512)
            if size > limit * MiB or entries > MAX_ENTRIES:
                return True
    except OSError:  # nested too deeply to name, or made unreadable: no honest submission does that
        return True
    return False


def _walk(folder: Path) -> Iterator[os.DirEntry[str]]:
    pending = [str(folder)]
    while pending:
        try:
            with os.scandir(pending.pop()) as entries:
                for entry in entries:
                    yield entry
                    if entry.is_dir(follow_symlinks=False):
                        pending.append(entry.path)
        except (FileNotFoundError, NotADirectoryError):  # removed meanwhile
            continue


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
