"""Lists a folder of uploads, without looking into them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from grader.batch.shapes.model import MAX_READ, DownloadEntry, Listing
from grader.errors import UsageError
from grader.feedback import N_, phrase
from grader.submission.opening import OpenFolder
from grader.submission.private_copy import MAX_ENTRIES, Parts, skipped

DEEP = 3
"""Folders: as deep as a shape puts what it goes by."""


class ClassError(UsageError):
    """A class that cannot be graded as it is handed in; the message says what to put right."""


class FilesBelow:
    """Reads files below a folder, none of which is opened through a link."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, parts: Parts, start: int = 0, size: int = MAX_READ) -> bytes:
        try:
            with self._inside(parts[:-1]) as folder, folder.open(parts[-1]) as stream:
                stream.seek(start)
                found = b""
                while len(found) < size and (more := stream.read(size - len(found))):
                    found += more
                return found
        except (OSError, ValueError):
            return b""

    def names(self, parts: Parts) -> list[str]:
        try:
            with self._inside(parts) as folder:
                return sorted(entry.name for entry in islice(folder.entries(), MAX_ENTRIES))
        except (OSError, ValueError):
            return []

    @contextlib.contextmanager
    def _inside(self, parts: Parts) -> Iterator[OpenFolder]:
        with contextlib.ExitStack() as stack:
            folder = stack.enter_context(OpenFolder(self._folder))
            for part in parts:
                folder = stack.enter_context(OpenFolder(Path(part), folder))
            yield folder


def list_folder(folder: Path) -> Listing:
    """What lies in the folder; ClassError where it cannot be read. Of a folder in it, no more is listed than a
    submission may hold, and nothing that cannot be read."""
    try:
        found = list(_entries(folder, ()))
    except NotADirectoryError:
        reason = N_("{path}: this is a file; name the folder that contains one submission per student, or a zip of it")
        raise ClassError(phrase(reason, path=folder)) from None
    except OSError as error:
        raise ClassError(phrase("{path}: cannot be read: {error}", path=folder, error=error.strerror)) from None
    folders = [entry for entry in found if entry.is_folder and not entry.is_link]
    deeper = (inner for entry in folders for inner in islice(_below(folder, entry), MAX_ENTRIES + 1))
    return Listing(folder.resolve().name, [*found, *deeper], FilesBelow(folder.resolve()))


def _below(folder: Path, entry: DownloadEntry) -> Iterator[DownloadEntry]:
    try:
        inside = list(islice(_entries(folder, entry.parts), MAX_ENTRIES + 1))
    except OSError:
        return
    yield from inside
    for inner in inside:
        if inner.is_folder and not inner.is_link and inner.name != ".git" and len(inner.parts) <= DEEP:
            yield from _below(folder, inner)


def _entries(folder: Path, parts: Parts) -> Iterator[DownloadEntry]:
    with os.scandir(folder.joinpath(*parts)) as entries:
        for entry in entries:
            if _counts(entry.name, parts):
                yield DownloadEntry(
                    (*parts, entry.name), entry.is_dir(), entry.is_symlink(), 0 if parts else _modified(entry)
                )


def _counts(name: str, parts: Parts) -> bool:
    """Whether a name is more than what systems leave in every folder."""
    return not skipped(name) or (name == ".git" and bool(parts)) or Path(name).suffix.lower() == ".zip"


def _modified(entry: os.DirEntry[str]) -> float:
    try:
        return entry.stat(follow_symlinks=False).st_mtime
    except OSError:
        return 0.0
