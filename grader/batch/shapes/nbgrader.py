"""nbgrader's `submitted/STUDENT/ASSIGNMENT/`, with the time in `timestamp.txt`."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from grader.batch.names import part_of
from grader.batch.shapes.model import Claim, DownloadEntry, DownloadShape, FoundFile, Handed, Listing, Sorted
from grader.feedback import N_

STAMP = "timestamp.txt"
_TIME = re.compile(rb"\s*(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?) ?([A-Za-z0-9_+/-]{0,40})\s*")


def fits(listing: Listing) -> bool:
    """A stamp is enough; in a folder `submitted` there need not be one."""
    students = [entry for entry in listing.inside() if entry.is_folder]
    inside = [entry for student in students for entry in listing.inside(*student.parts)]
    if any(each.name == STAMP for entry in inside for each in listing.inside(*entry.parts)):
        return True
    return listing.name == "submitted" and bool(inside) and all(entry.is_folder for entry in inside)


def sort(listing: Listing) -> Sorted:
    handed, ignored = [], []
    for entry in listing.inside():
        if entry.is_folder:
            handed.append(_handed(listing, entry))
        else:
            ignored.append(entry.parts)
    return Sorted(handed, ignored)


def _handed(listing: Listing, student: DownloadEntry) -> Handed:
    """Of several assignments each is a folder of the submission."""
    inside = listing.inside(*student.parts)
    found, stamps, times = [], [], []
    for entry in inside:
        if not entry.is_folder:
            found.append(FoundFile(entry.parts, (part_of(entry.name),)))
            continue
        below = (part_of(entry.name),) if len(inside) > 1 else ()
        for each in listing.inside(*entry.parts):
            if each.name != STAMP:
                found.append(FoundFile(each.parts, (*below, part_of(each.name))))
                continue
            stamps.append(each.parts)
            if time := _time(listing.files.read(each.parts)):
                times.append(time)
    return Handed(
        name=student.name,
        claims=(Claim(student.name, ("id", "also", "email", "name")),),
        found=tuple(found),
        system=tuple(stamps),
        time=max(times, default=None),
    )


def _time(text: bytes) -> datetime | None:
    if not (found := _TIME.fullmatch(text[:200])):
        return None
    try:
        zone = ZoneInfo(found[2].decode() or "UTC")
        return datetime.fromisoformat(found[1].decode()).replace(tzinfo=zone).astimezone(UTC)
    except (OSError, ValueError, KeyError, OverflowError):  # whatever zoneinfo makes of an unknown zone
        return None


NBGRADER = DownloadShape(name="nbgrader", told=N_("These are submissions of nbgrader"), fits=fits, sort=sort)
