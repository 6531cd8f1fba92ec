"""The data of an exercise: the files in `data/NAME/` of its course, which programs open as `data/NAME/x.csv`.

What is wrong with a file is told when the course is loaded: one that is too large, a link, or called as some systems
could not call it.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from grader.files import FileError, read_bytes
from grader.submission.private_copy import nfc

FOLDER = "data"
PLACES = (Path(), Path("exercises"), Path("exercises", "notebooks"))
"""The folders of a workspace that hold the data, since a student runs a program in any of them."""
MAX_BYTES = 32 << 20
"""Of all files of an exercise together, and so of each."""
MAX_FILES = 1000
MAX_NAME = 100
"""Bytes of the name of a file below `data/NAME/`, its folders included."""
LEFT_OUT = frozenset({".DS_Store", ".gitignore", ".gitattributes", ".gitkeep", "Thumbs.db", "desktop.ini"})
"""What systems and git put into folders."""

_ODD = re.compile(r'[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff<>:"|?*\\]|^[.~-]|[. ]$|^ ')
_OF_WINDOWS = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def data_files(root: Path, exercise: str) -> dict[str, Path]:
    """The files of an exercise in the course at `root` by what programs call them, in a fixed order. FileError for one
    that cannot be handed out; it names the file, and the limit."""
    top = root / FOLDER / exercise
    found: dict[str, Path] = {}
    alike: dict[str, Path] = {}
    size = 0
    for path in _below(top) if os.path.lexists(top) else ():
        name = path.relative_to(root).as_posix()
        size += path.stat().st_size
        if size > MAX_BYTES:
            raise FileError(f"{path}: the data of {exercise} up to this file is larger than {MAX_BYTES >> 20} MiB")
        if len(found) == MAX_FILES:
            raise FileError(f"{path}: the data of {exercise} has more than {MAX_FILES} files")
        twin = alike.setdefault(nfc(name).casefold(), path)
        if twin is not path:
            raise FileError(f"{path}: some systems cannot tell this file from {twin.name}; rename one of them")
        found[name] = path
    return found


def read_data(root: Path, exercise: str) -> dict[str, bytes]:
    """What these files hold."""
    return {name: read_bytes(path) for name, path in data_files(root, exercise).items()}


def handed_out(data: Mapping[str, bytes]) -> dict[Path, bytes]:
    """The files of a workspace with this data, one wherever a student may run a program."""
    return {place / name: content for place in PLACES for name, content in data.items()}


def hashes(root: Path, exercises: Iterable[str]) -> dict[str, bytes]:
    """The hash of each file of these exercises, by what programs call it."""
    found = (read_data(root, exercise) for exercise in exercises)
    return {name: hashlib.sha256(content).digest() for data in found for name, content in data.items()}


def is_of(exercise: str, name: str) -> bool:
    """Whether a file of this name is data of the exercise."""
    return name.split("/")[:2] == [FOLDER, exercise]


def lay_out(root: Path, exercise: str, folder: Path) -> Path | None:
    """Copies the data below the empty `folder`, readable to a worker with a uid of its own; the copy of `data/`, or
    None for an exercise without data."""
    data = read_data(root, exercise)
    for name, content in data.items():
        path = folder / name
        for outer in reversed(path.relative_to(folder).parents[:-1]):
            (folder / outer).mkdir(exist_ok=True)
            (folder / outer).chmod(0o755)
        path.write_bytes(content)
        path.chmod(0o444)
    return folder / FOLDER if data else None


def _below(folder: Path) -> Iterator[Path]:
    """The files in a folder and in those in it; FileError for anything else, and for an odd name."""
    for above in (folder.parent, folder):
        if not stat.S_ISDIR(os.lstat(above).st_mode):
            raise FileError(f"{above}: this is not a folder, or it is a link; data must lie in a plain folder")
    waiting = [folder]
    while waiting:
        place = waiting.pop()
        try:
            entries = sorted(os.scandir(place), key=lambda entry: entry.name)
        except OSError as error:
            raise FileError(f"{place}: cannot be read: {error.strerror}") from None
        inner = []
        for entry in entries:
            if entry.name in LEFT_OUT:
                continue
            path = place / entry.name
            _refuse_odd(path, folder)
            if entry.is_dir(follow_symlinks=False):
                inner.append(path)
            elif entry.is_file(follow_symlinks=False):
                yield path
            else:
                raise FileError(f"{path}: this is a link or a device; data must be plain files")
        waiting += reversed(inner)


def _refuse_odd(path: Path, folder: Path) -> None:
    name = path.relative_to(folder).as_posix()
    if any("\udc80" <= letter <= "\udcff" for letter in name):
        raise FileError(f"{folder}: the name {name!r} is not UTF-8 text; rename the file")
    if _ODD.search(path.name) or _OF_WINDOWS.match(path.name):
        raise FileError(f"{folder}: some systems refuse or hide a file of the name {name!r}; rename it")
    if len(name.encode()) > MAX_NAME:
        raise FileError(f"{folder}: the name {name!r} is longer than {MAX_NAME} bytes; rename the file")
