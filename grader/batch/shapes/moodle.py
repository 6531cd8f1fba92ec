"""The download of an assignment from Moodle: a folder `Kim Minsu_4711_assignsubmission_file_` per student, or files
whose names begin like that, and beside it `Kim Minsu_4711_assignsubmission_onlinetext_`.

The number is the participant's in this assignment, which the grading worksheet calls `Participant 4711`.
"""

from __future__ import annotations

import re
from collections import defaultdict

from grader.batch.names import part_of
from grader.batch.shapes.model import Claim, DownloadEntry, DownloadShape, FoundFile, Handed, Listing, Sorted, mostly
from grader.feedback import N_
from grader.submission.private_copy import Parts, nfc

_ENTRY = re.compile(r"(?P<name>.+?)_(?P<id>[0-9]+)_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<file>.*))?", re.DOTALL)


def participant_of(name: str) -> str:
    """The number of the participant in the name of a file or folder; empty where there is none."""
    found = _ENTRY.fullmatch(name)
    return found["id"] if found else ""


def feedback_place(name: str, file: str) -> str:
    """Where a `file` with feedback is to lie in a zip for Moodle, which reads whose it is out of the name that it gave
    the student's folder, or wrote before the name of each file."""
    found = _ENTRY.fullmatch(name)
    if found is None or not found["file"]:
        return f"{name}/{file}"
    return f"{name[: found.start('file')]}{file}"


def fits(listing: Listing) -> bool:
    return mostly(listing.inside(), _ENTRY.fullmatch)


def sort(listing: Listing) -> Sorted:
    students: dict[str, list[tuple[DownloadEntry, re.Match[str]]]] = defaultdict(list)
    ignored: list[Parts] = []
    for entry in listing.inside():
        if found := _ENTRY.fullmatch(entry.name):
            students[found["id"]].append((entry, found))
        else:
            ignored.append(entry.parts)
    return Sorted([_handed(listing, number, entries) for number, entries in students.items()], ignored)


def _handed(listing: Listing, number: str, entries: list[tuple[DownloadEntry, re.Match[str]]]) -> Handed:
    name = nfc(entries[0][1]["name"])
    claims = (Claim(f"Participant {number}", ("also",)), Claim(f"{number} {name}", ("id and name",)))
    found, texts = [], []
    for entry, match in entries:
        if match["kind"] == "onlinetext":
            texts.append(entry.parts)
        elif entry.is_folder:
            found += [FoundFile(inner.parts, (part_of(inner.name),)) for inner in listing.inside(*entry.parts)]
        else:
            found.append(FoundFile(entry.parts, (part_of(match["file"] or entry.name),)))
    return Handed(
        name=f"{name}_{number}", claims=(*claims, Claim(name, ("name",))), found=tuple(found), texts=tuple(texts)
    )


MOODLE = DownloadShape(name="moodle", told=N_("These are downloads of Moodle"), fits=fits, sort=sort)
