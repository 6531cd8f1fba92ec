"""Who handed in what: the uploads in a folder, in the shape that they came in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

import msgspec

from grader.batch.listing import ClassError, list_folder
from grader.batch.matching import match
from grader.batch.names import label_of
from grader.batch.roster import Student, read_roster
from grader.batch.shapes import SHAPES
from grader.batch.shapes.model import DownloadShape, Handed, Listing
from grader.batch.shapes.plain import PLAIN
from grader.feedback import N_, Text, phrase
from grader.submission.intake import Piece
from grader.submission.private_copy import Parts, as_text

__all__ = ["ClassError", "FoundUploads", "Student", "Upload", "find", "read_roster"]

UNREADABLE = (
    *(".rar", ".7z", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".alz", ".egg"),
    *(".doc", ".docx", ".hwp", ".hwpx", ".odt", ".pages", ".pdf"),
)
"""Endings of what may hold a program, and cannot be opened."""


class Upload(msgspec.Struct, frozen=True):
    """What one student handed in."""

    student: Student
    label: str
    """The upload's name as `label_of` has it, which names the student in the gradebook and among the reports."""
    pieces: tuple[Piece, ...]
    older: tuple[str, ...] = ()
    """Names of earlier versions of the pieces."""
    unread: tuple[str, ...] = ()
    """Names of files that cannot be opened."""
    packed: tuple[str, ...] = ()
    """Names of zips in a folder, which are left out."""
    texts: tuple[str, ...] = ()
    """What was typed on the system's page."""
    late: bool = False
    """Whether the system says so."""
    time: datetime | None = None
    entries: tuple[str, ...] = ()
    """What the download calls the student's files and folders."""
    attempt: int = 0
    """Which one the system says it is; 0 where it does not say."""
    rivals: bool = False
    """Whether there are several submissions, which is a mistake that only the class can put right."""
    earlier: int = 0
    """The number of an attempt that the gradebook keeps, and that is graded again."""
    note: Text = ""
    """What becomes of it in a run that only looks ahead, where nothing is to be judged."""
    unjudged: tuple[Text, ...] = ()
    """What would not be judged, in such a run."""

    @property
    def paths(self) -> tuple[Path, ...]:
        return tuple(piece.path for piece in self.pieces)

    @property
    def shown(self) -> str:
        """What the submission is called: its name where it is but one file or folder."""
        return as_text(self.paths[0].name) if self.rivals or len(self.pieces) == 1 else self.label


class FoundUploads(NamedTuple):
    uploads: list[Upload]
    absent: list[Student]
    """In the roster, but without an upload."""
    ignored: list[str]
    """Names in the folder that are no upload."""
    shape: DownloadShape = PLAIN
    files: int = 0
    """Files and folders of students, whether they can be graded or not."""


def find(
    folder: Path, roster: Iterable[Student] | None = None, shape: str = "", shown: Path | None = None
) -> FoundUploads:
    """The uploads in `folder`, in the order of their names; their shape is recognised, if none is given. Messages call
    the folder `shown`.

    ClassError when the folder cannot be read, or holds none.
    """
    place, listing, taken = _recognise(folder, _named(shape) if shape else None)
    handed, ignored = taken.sort(listing)
    if not handed and shape and taken is not PLAIN:
        reason = N_("{path}: no name in it has the shape {shape}; leave --from out, and the shape is recognised")
        raise ClassError(phrase(reason, path=shown or folder, shape=shape))
    if not handed:
        reason = N_("{path}: contains no submission; it needs one folder, .py, .ipynb or .zip per student")
        raise ClassError(phrase(reason, path=shown or folder))
    listed = list(roster or ())
    students = match(handed, listed) if roster is not None else {}
    uploads = sorted((_upload(each, place, listing, students) for each in handed), key=lambda each: each.label)
    handed_in = {upload.student.id for upload in uploads if upload.student.listed}
    absent = [student for student in listed if student.id not in handed_in]
    files = sum(len(each.found) + len(each.older) + len(each.texts) for each in handed)
    return FoundUploads(uploads, absent, [as_text("/".join(parts)) for parts in ignored], taken, files)


def _named(shape: str) -> DownloadShape:
    if shape in SHAPES:
        return SHAPES[shape]
    known = ", ".join(SHAPES)
    if near := get_close_matches(shape.lower(), SHAPES, n=1, cutoff=0.5):
        reason = N_("--from {shape}: unknown shape; did you mean {near}? (choose from {known})")
        raise ClassError(phrase(reason, shape=shape, near=near[0], known=known))
    raise ClassError(phrase("--from {shape}: unknown shape (choose from {known})", shape=shape, known=known))


def _recognise(folder: Path, forced: DownloadShape | None) -> tuple[Path, Listing, DownloadShape]:
    """The folder that the uploads lie in, which may be wrapped in the one that was named, what is in it, and in which
    shape."""
    whole = list_folder(folder)
    places = [folder] if forced is PLAIN else [folder, *_wrapped(folder, whole)]
    for place in places:
        listing = whole if place == folder else list_folder(place)
        for shape in [forced] if forced else SHAPES.values():
            is_sure = place == folder or shape.distinct or forced is not None
            if shape is not PLAIN and is_sure and shape.fits(listing):
                return place, listing, shape
    return folder, whole, forced or PLAIN


def _wrapped(folder: Path, listing: Listing) -> Iterator[Path]:
    """Folders that may hold the uploads in place of their own one."""
    inside = [entry for entry in listing.inside() if entry.is_folder and not entry.is_link]
    for entry in inside:
        if len(listing.inside()) == 1 or entry.name == "submitted":
            yield folder / entry.name


def _upload(handed: Handed, place: Path, listing: Listing, students: dict[str, Student]) -> Upload:
    label = label_of(handed.name)
    closed = {
        each for each in handed.found if each.into and _is_unreadable(each.parts) and not listing.inside(*each.parts)
    }
    pieces = tuple(Piece(place.joinpath(*each.parts), each.into) for each in handed.found if each not in closed)
    below = [entry.parts for each in handed.found for entry in listing.below(each.parts) if _is_unreadable(entry.parts)]
    whole = [each.parts for each in handed.found if not each.into]
    packed = [entry.parts for parts in whole for entry in listing.below(parts) if entry.name.lower().endswith(".zip")]
    return Upload(
        students.get(label) or Student(id=label),
        label,
        pieces,
        _texts(handed.older),
        _texts(sorted({*below, *(each.parts for each in closed)})),
        _texts(sorted(packed)),
        _texts(handed.texts),
        handed.late,
        handed.time,
        attempt=handed.attempt,
        rivals=len(pieces) > 1 and not all(piece.into for piece in pieces),
        entries=tuple(dict.fromkeys(as_text(parts[0]) for parts in _all_of(handed))),
    )


def _all_of(handed: Handed) -> list[Parts]:
    return [*(each.parts for each in handed.found), *handed.older, *handed.texts]


def _is_unreadable(parts: Parts) -> bool:
    return parts[-1].lower().endswith(UNREADABLE)


def _texts(names: Sequence[Parts]) -> tuple[str, ...]:
    return tuple(as_text(parts[-1]) for parts in names)
