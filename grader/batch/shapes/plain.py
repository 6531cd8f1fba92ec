"""Plain files: one folder, `.py`, `.ipynb` or `.zip` per student, named after the student."""

from __future__ import annotations

from collections import defaultdict
from pathlib import PurePath

from grader.batch.names import label_of
from grader.batch.shapes.model import Claim, DownloadEntry, DownloadShape, FoundFile, Handed, Listing, Sorted
from grader.feedback import N_
from grader.submission.naming import PROGRAMS, stem_of, suffix_of
from grader.submission.private_copy import Parts


def sort(listing: Listing) -> Sorted:
    """Two uploads of one name are both of that student: which one counts, only the class can say."""
    found: dict[str, list[DownloadEntry]] = defaultdict(list)
    ignored: list[Parts] = []
    for entry in listing.inside():
        if entry.is_folder or entry.is_link or PurePath(entry.name).suffix.lower() == ".zip" or suffix_of(entry.name):
            found[label_of(named(entry))].append(entry)
        else:
            ignored.append(entry.parts)
    return Sorted([_handed(entries) for _label, entries in sorted(found.items())], ignored)


def named(entry: DownloadEntry) -> str:
    """The name of an upload, which is the student's."""
    path = PurePath(entry.name)
    is_odd = path.suffix.lower() not in (*PROGRAMS, ".zip") and suffix_of(entry.name)
    return entry.name if entry.is_folder else stem_of(entry.name) if is_odd else path.stem


def _handed(entries: list[DownloadEntry]) -> Handed:
    name = named(entries[0])
    claims = (Claim(name, ("id", "also", "email", "name")),)
    return Handed(name=name, claims=claims, found=tuple(FoundFile(entry.parts) for entry in entries))


PLAIN = DownloadShape(name="plain", told=N_("These are plain files and folders"), fits=lambda _listing: True, sort=sort)
