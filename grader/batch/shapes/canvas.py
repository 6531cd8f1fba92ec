"""The download of an assignment from Canvas: `kimminsu_LATE_USER_UPLOAD_gates.py`.

Canvas takes all but letters, digits and underscores out of the student's name, family name first, in small letters;
never do digits stand between two underscores in it. A file of the same name that is handed in again becomes
`gates-1.py`.
"""

from __future__ import annotations

import re
from collections import defaultdict

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
from grader.submission.naming import suffix_of
from grader.submission.private_copy import Parts, nfc

_STUDENT = r"(?:anon(?P<hidden>_)|(?P<name>.+?)_)(?P<late>LATE_|late_)?(?P<user>[0-9]+|(?(hidden)[0-9A-Za-z]{5}|(?!)))"
_FILE = re.compile(_STUDENT + r"_(?P<upload>[0-9]+)_(?P<file>.+)", re.DOTALL)
_TEXT = re.compile(_STUDENT + r"_(?:text|link)\.html", re.DOTALL)
_AGAIN = re.compile(r"(?P<stem>.+)-(?P<number>[0-9]{1,4})(?P<suffix>\.[^.]+)", re.DOTALL)


def _read(name: str) -> re.Match[str] | None:
    return _TEXT.fullmatch(name) or _FILE.fullmatch(name)


def user_of(name: str) -> str:
    """The number of the user in the name of a file, by which Canvas knows a student; empty where there is none."""
    found = _read(name)
    return found["user"] if found and not found["hidden"] else ""


def fits(listing: Listing) -> bool:
    """A user has one name: `kim_2026_1_gates.py` beside `lee_2026_1_gates.py` is somebody else's habit."""
    names = defaultdict(set)
    for entry in listing.inside():
        if found := _read(entry.name):
            names[found["user"]].add(nfc(found["name"] or ""))
    return mostly(listing.inside(), _read) and all(len(each) == 1 for each in names.values())


def sort(listing: Listing) -> Sorted:
    students: dict[str, list[tuple[DownloadEntry, re.Match[str]]]] = defaultdict(list)
    ignored: list[Parts] = []
    for entry in listing.inside():
        if found := _read(entry.name):
            students[found["user"]].append((entry, found))
        else:
            ignored.append(entry.parts)
    return Sorted([_handed(user, files) for user, files in students.items()], ignored)


def _handed(user: str, files: list[tuple[DownloadEntry, re.Match[str]]]) -> Handed:
    name = files[0][1]["name"] or "anon"
    uploads = [(entry, found) for entry, found in files if found.re is _FILE]
    found, older = newest(_version(entry.parts, each["file"], int(each["upload"])) for entry, each in uploads)
    return Handed(
        name=f"{name}_{user}",
        claims=(Claim(user, ("id", "also")), Claim(name, ("name",))),
        found=tuple(found),
        older=tuple(older),
        texts=tuple(entry.parts for entry, found in files if found.re is _TEXT),
        late=any(found["late"] for _entry, found in files),
    )


def _version(parts: Parts, file: str, upload: int) -> Version:
    """Of programs and zips the number goes: they are judged by their names. Other files may well be called so."""
    again = _AGAIN.fullmatch(file)
    if again and (suffix_of(file) or again["suffix"].lower() == ".zip"):
        return Version(parts, (part_of(again["stem"] + again["suffix"]),), (int(again["number"]), upload))
    return Version(parts, (part_of(file),), (0, upload))


CANVAS = DownloadShape(name="canvas", told=N_("These are downloads of Canvas"), fits=fits, sort=sort)
