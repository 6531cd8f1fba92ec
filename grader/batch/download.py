"""The zip of a whole class, as learning systems give it: unpacked to where nobody else writes."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from grader.batch.listing import ClassError
from grader.feedback import N_, Text, phrase
from grader.submission.archive import BROKEN, oddity, parts_of
from grader.submission.private_copy import MAX_DEPTH, MAX_NAME, private_folder, quoted

MAX_FILES = 200_000
MAX_BYTES = 16 << 30
"""Of all files together; of each of them as in a submission."""
NOISE = ("__MACOSX", ".DS_Store")


@contextlib.contextmanager
def opened(path: Path) -> Iterator[tuple[Path, list[Text]]]:
    """The folder of uploads at `path`, and what was left out of it and why. A zip is unpacked for as long as it is
    open; ClassError where that cannot be done."""
    if path.suffix.lower() != ".zip" or not path.is_file():
        yield path, []
        return
    with private_folder() as folder:
        left = unpack(path, folder)
        inside = list(folder.iterdir())
        is_wrapped = len(inside) == 1 and inside[0].is_dir() and path.stem.startswith(inside[0].name)
        yield inside[0] if is_wrapped else folder, left


def unpack(path: Path, into: Path) -> list[Text]:
    """Unpacks a class's zip into an empty folder: regular files only, each below that folder. An entry that is not
    unpacked ends nothing; the answer says why."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not {*NOISE} & {*entry.filename.split("/")}]
            _check_sizes(path, into, entries)
            return list(filter(None, [_unpack(archive, entry, into) for entry in entries]))
    except BROKEN as error:
        why = error.strerror if isinstance(error, OSError) else ""
        reason = why or phrase("this is not a zip file, or it is damaged")
        raise ClassError(phrase("{name}: {problem}", name=path, problem=reason)) from None


def _check_sizes(path: Path, into: Path, entries: list[zipfile.ZipInfo]) -> None:
    """What the zip says of sizes; of no entry is more read than it says."""
    size = sum(entry.file_size for entry in entries if not oddity(entry, ""))
    if len(entries) > MAX_FILES or size > MAX_BYTES:
        reason = N_("{path}: it holds {count} files of {size} MiB; unpack it yourself, and name the folder")
        raise ClassError(phrase(reason, path=path, count=len(entries), size=size >> 20))
    if size > shutil.disk_usage(into).free:
        reason = N_(
            "{path}: it needs {size} MiB to unpack, which {folder} has no room for; set TMPDIR to another folder"
        )
        raise ClassError(phrase(reason, path=path, size=size >> 20, folder=into.parent.parent))


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, into: Path) -> Text:
    parts = parts_of(entry)
    if not parts:
        name = quoted((entry.filename,))
        return phrase("{name} in the zip file points outside the zip file", name=name) if parts is None else ""
    if why := oddity(entry, quoted(parts)):
        return why
    if len(parts) > MAX_DEPTH or any(len(part.encode(errors="replace")) > MAX_NAME for part in parts):
        return phrase("{name} in the zip file lies too deep, or its name is too long", name=quoted(parts))
    target = into.joinpath(*parts)
    try:
        (target if entry.is_dir() else target.parent).mkdir(parents=True, exist_ok=True)
        if not entry.is_dir():
            with archive.open(entry) as content, target.open("xb") as file:
                shutil.copyfileobj(content, file)
            with contextlib.suppress(ValueError, OverflowError):
                os.utime(target, (when := time.mktime((*entry.date_time, 0, 0, -1)), when))
    except BROKEN as error:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        if target.is_file() and not isinstance(error, FileExistsError):
            target.unlink()
        return phrase("{name} in the zip file is damaged", name=quoted(parts))
    return ""
