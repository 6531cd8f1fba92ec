"""Files out of a folder of Google Drive, where Classroom and Forms put them: `gates - Kim Minsu.ipynb`, also as
`Copy of gates - Kim Minsu.ipynb`, `gates - Kim Minsu의 사본.ipynb`, `gates - Kim Minsu (1).ipynb`."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import PurePath
from typing import NamedTuple

from grader.batch.names import part_of
from grader.batch.shapes.model import (
    Claim,
    DownloadEntry,
    DownloadShape,
    Handed,
    Listing,
    Sorted,
    Version,
    mostly,
    newest,
)
from grader.feedback import N_
from grader.submission.naming import stem_of, suffix_of
from grader.submission.private_copy import Parts, nfc

_BEFORE = re.compile(r"\A(?:copy of |사본 - )+", re.IGNORECASE)
_AFTER = re.compile(r"(?: ?의 (?:사본|복사본)| ?\((?P<number>[0-9]{1,4})\)| - (?:copy|복사본))+\Z", re.IGNORECASE)


class _Name(NamedTuple):
    title: str
    student: str
    suffix: str
    number: int


def _read(name: str) -> _Name | None:
    """What a name says; None where it names no student."""
    suffix = suffix_of(name) or PurePath(name).suffix
    stem = stem_of(name) if suffix_of(name) else nfc(PurePath(name).stem)
    found = _AFTER.search(stem)
    number = int(found["number"] or 0) if found else 0
    title, dash, student = _bare(stem).rpartition(" - ")
    student = " ".join(student.split())
    title = _bare(stem_of(title) if suffix_of(title) else title)
    return _Name(title, student, suffix, number) if dash and title and student else None


def _bare(stem: str) -> str:
    return _BEFORE.sub("", _AFTER.sub("", stem)).strip()


def fits(listing: Listing) -> bool:
    """Many students, few titles: `Kim - gates.py` beside `Lee - gates.py` has it the other way round."""
    found = [name for entry in listing.inside() if (name := _read(entry.name))]
    students, titles = (
        {part.casefold() for part in column}
        for column in ([each.student for each in found], [each.title for each in found])
    )
    return len(found) > 1 and mostly(listing.inside(), _read) and len(students) >= len(titles)


def sort(listing: Listing) -> Sorted:
    students: dict[str, list[tuple[DownloadEntry, _Name]]] = defaultdict(list)
    ignored: list[Parts] = []
    for entry in listing.inside():
        if name := None if entry.is_folder else _read(entry.name):
            students[name.student].append((entry, name))
        else:
            ignored.append(entry.parts)
    return Sorted([_handed(student, files) for student, files in students.items()], ignored)


def _handed(student: str, files: list[tuple[DownloadEntry, _Name]]) -> Handed:
    """Of copies the one that was changed last counts."""
    versions = (
        Version(entry.parts, (part_of(name.title + name.suffix),), (entry.modified, name.number))
        for entry, name in files
    )
    found, older = newest(versions)
    claims = (Claim(student, ("id", "also", "email", "name")),)
    return Handed(name=student, claims=claims, found=tuple(found), older=tuple(older))


DRIVE = DownloadShape(
    name="drive", told=N_("These are files out of Google Drive"), fits=fits, sort=sort, distinct=False
)
