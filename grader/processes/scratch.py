"""The scratch folder of a worker or a judge: made, measured while it runs, removed without following a link."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from grader.processes.policy import MAX_ENTRIES, MiB

if sys.platform == "win32":

    def remove(folder: Path) -> None:
        """Removes `folder` as far as it can; never raises, never follows a link."""
        shutil.rmtree(folder, ignore_errors=True)
else:
    from grader.processes.removal import remove as remove


def make(root: Path) -> Path:
    """A new folder in `root`; without mounts, its name must not be guessable."""
    folder = root / secrets.token_hex(8)
    folder.mkdir(mode=0o700)
    return folder


def is_over(folder: Path, limit: int) -> bool:
    """Whether `folder` holds more than `limit` MiB or MAX_ENTRIES entries; stops counting as soon as it does."""
    size = entries = 0
    try:
        for entry in _walk(folder):
            entries += 1
            with contextlib.suppress(FileNotFoundError):
                status = entry.stat(follow_symlinks=False)
                size += max(status.st_size, getattr(status, "st_blocks", 0) * 512)
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
