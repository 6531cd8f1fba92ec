"""The scratch folder of a worker: measured while it runs, removed without following a link."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

MAX_ENTRIES = 2000
MiB = 1024 * 1024


def is_over(folder: Path, limit: int) -> bool:
    """Whether `folder` holds more than `limit` MiB or MAX_ENTRIES entries; stops counting as soon as it does."""
    size = entries = 0
    for entry in _walk(folder):
        entries += 1
        with contextlib.suppress(OSError):
            status = entry.stat(follow_symlinks=False)
            size += max(status.st_size, status.st_blocks * 512)
        if size > limit * MiB or entries > MAX_ENTRIES:
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
        except OSError:  # removed meanwhile, or nested too deep to name: counted as it was
            continue


def remove(folder: Path) -> None:
    """Removes `folder` as far as it can; never raises, never follows a link, whatever the nesting.

    Nested folders are first moved up next to each other, so that no path grows beyond what the system can name.
    """
    with contextlib.suppress(OSError):
        top = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            _empty(top)
        finally:
            os.close(top)
        os.rmdir(folder)


def _empty(top: int) -> None:
    moved = 0
    pending = os.listdir(top)
    while pending:
        name = pending.pop()
        if not stat.S_ISDIR(os.stat(name, dir_fd=top, follow_symlinks=False).st_mode):
            os.unlink(name, dir_fd=top)
            continue
        os.chmod(name, 0o700, dir_fd=top)
        inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=top)
        try:
            for entry in os.listdir(inner):
                if stat.S_ISDIR(os.stat(entry, dir_fd=inner, follow_symlinks=False).st_mode):
                    moved += 1
                    lifted = f".moved-{moved}"
                    os.rename(entry, lifted, src_dir_fd=inner, dst_dir_fd=top)
                    pending.append(lifted)
                else:
                    os.unlink(entry, dir_fd=inner)
        finally:
            os.close(inner)
        os.rmdir(name, dir_fd=top)
