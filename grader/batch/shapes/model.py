"""What a shape of uploads is: how a learning system names the files that students handed in.

A shape sees names and times, and of contents only what the system itself wrote. So it can be tried on lists of names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import cached_property
from typing import Literal, NamedTuple, Protocol

import msgspec

from grader.submission.private_copy import Parts, nfc

MAX_READ = 1 << 20
"""Bytes that are read at a time."""

Field = Literal["id", "also", "email", "name", "id and name"]
"""Of a roster's line: its id, its other ids and logins, and so on."""


class DownloadEntry(NamedTuple):
    """A file or a folder of a download; of a link, what it points to is not looked at."""

    parts: Parts
    is_folder: bool = False
    is_link: bool = False
    modified: float = 0.0
    """At the top only."""

    @property
    def name(self) -> str:
        return self.parts[-1]


class Files(Protocol):
    """What a shape may read of a download: the little that the system itself wrote. Nothing, where it cannot be."""

    def read(self, parts: Parts, start: int = 0, size: int = MAX_READ) -> bytes: ...
    def names(self, parts: Parts) -> list[str]: ...


class Listing:
    """What lies in a download, three folders deep; `name` is that of its folder."""

    def __init__(self, name: str, entries: Iterable[DownloadEntry], files: Files) -> None:
        self.name = name
        self.files = files
        self._entries = tuple(entries)

    @cached_property
    def _inside(self) -> dict[Parts, list[DownloadEntry]]:
        found: dict[Parts, list[DownloadEntry]] = defaultdict(list)
        for entry in sorted(self._entries):
            found[entry.parts[:-1]].append(entry)
        return found

    def inside(self, *parts: str) -> list[DownloadEntry]:
        """What lies in a folder, in order; without parts, in the download."""
        return self._inside.get(parts, [])

    def below(self, parts: Parts) -> Iterator[DownloadEntry]:
        """The files in a folder and in those in it, as deep as the listing goes."""
        for entry in self.inside(*parts):
            yield from self.below(entry.parts) if entry.is_folder else [entry]


class Claim(NamedTuple):
    """A text by which a student may be found in a roster, and in which fields."""

    text: str
    fields: tuple[Field, ...]


class FoundFile(NamedTuple):
    """A file or folder of a student: where it lies in the download, and as what it goes into the submission."""

    parts: Parts
    into: Parts = ()
    """Empty for what is a submission in itself."""


class Handed(msgspec.Struct, frozen=True, kw_only=True):
    """What one student handed in."""

    name: str
    """The student's, as the download has it: the same in every download of these uploads, and nobody else's."""
    claims: tuple[Claim, ...]
    """By the strongest one first."""
    found: tuple[FoundFile, ...] = ()
    older: tuple[Parts, ...] = ()
    """Earlier versions of what counts."""
    texts: tuple[Parts, ...] = ()
    """What was typed on the system's page, and is no program."""
    system: tuple[Parts, ...] = ()
    """What the system itself put beside the student's files."""
    late: bool = False
    """Whether the system says so."""
    time: datetime | None = None
    """When it was handed in; None where the download does not tell."""
    attempt: int = 0
    """The number of the attempt; 0 where the download does not tell."""


class Sorted(NamedTuple):
    handed: list[Handed]
    ignored: list[Parts]
    """What belongs to no student."""


class DownloadShape(msgspec.Struct, frozen=True, kw_only=True):
    """A way to name uploads."""

    name: str
    told: str
    """A sentence without its full stop, for the console."""
    fits: Callable[[Listing], bool]
    sort: Callable[[Listing], Sorted]
    """Every file and folder at the top goes to a student or is ignored; none gets lost."""
    distinct: bool = True
    """Whether no student's own folder looks like this."""


class Version(NamedTuple):
    """One of the files that may be versions of the same one."""

    parts: Parts
    into: Parts
    rank: tuple[float, ...]


def newest(versions: Iterable[Version]) -> tuple[list[FoundFile], list[Parts]]:
    """Of files that would be called alike in the submission the one of the highest rank; and the older ones."""
    best: dict[str, Version] = {}
    older = []
    for version in versions:
        key = nfc("/".join(version.into))
        first = best.setdefault(key, version)
        if first is not version:
            best[key], old = (version, first) if version.rank > first.rank else (first, version)
            older.append(old.parts)
    return [FoundFile(version.parts, version.into) for version in best.values()], older


def mostly(entries: Iterable[DownloadEntry], matches: Callable[[str], object]) -> bool:
    """Whether at least half of the names match, and one does."""
    matching = [bool(matches(entry.name)) for entry in entries]
    return any(matching) and 2 * sum(matching) >= len(matching)
