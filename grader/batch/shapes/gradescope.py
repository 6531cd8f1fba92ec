"""The export of an assignment from Gradescope: a folder `submission_ID` for each submission, and whose it is in
`submission_metadata.yml`. A group's submission is that of each of its members."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import yaml
from msgspec.structs import replace

from grader.batch.names import part_of
from grader.batch.shapes.model import Claim, DownloadShape, Field, FoundFile, Handed, Listing, Sorted
from grader.feedback import N_
from grader.submission.private_copy import nfc

METADATA = "submission_metadata.yml"
MAX_METADATA = 64 << 20
"""Bytes: it also holds what autograders printed."""
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Makes texts, lists and dicts, whatever tags a file has."""
_CLAIMS: tuple[tuple[str, tuple[Field, ...]], ...] = (
    ("sid", ("id", "also")),
    ("email", ("email",)),
    ("name", ("name",)),
)


def fits(listing: Listing) -> bool:
    return any(entry.name == METADATA for entry in listing.inside())


def sort(listing: Listing) -> Sorted:
    metadata = _metadata(listing)
    students: dict[str, list[Handed]] = defaultdict(list)
    ignored = []
    for entry in listing.inside():
        inside = listing.inside(*entry.parts) if entry.is_folder else [entry]
        found = tuple(FoundFile(each.parts, (part_of(each.name),)) for each in inside)
        members = list(_members(entry.name, metadata.get(entry.name), found))
        for each in members:
            students[each.name].append(each)
        if not members and entry.name != METADATA:
            ignored.append(entry.parts)
    return Sorted([_latest(handed) for handed in students.values()], ignored)


def _latest(handed: list[Handed]) -> Handed:
    """Of several submissions of a student, alone and in groups, the last one."""
    *earlier, last = sorted(handed, key=lambda each: each.time or datetime.min.replace(tzinfo=UTC))
    return replace(last, older=tuple(found.parts for each in earlier for found in each.found))


def _metadata(listing: Listing) -> dict[str, Any]:
    try:
        found = yaml.load(listing.files.read((METADATA,), size=MAX_METADATA), Loader=LOADER)
    except (yaml.YAMLError, RecursionError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _members(key: str, told: Any, found: tuple[FoundFile, ...]) -> Iterator[Handed]:
    told = told if isinstance(told, dict) else {}
    for person in _list(told.get(":submitters")):
        known = {name: _text(person.get(f":{name}")) for name, _fields in _CLAIMS} if isinstance(person, dict) else {}
        if not any(known.values()):
            continue
        number = known["sid"] or known["email"] or key
        yield Handed(
            name=f"{known['name']}_{number}" if known["name"] else number,
            claims=tuple(Claim(known[name], fields) for name, fields in _CLAIMS if known[name]),
            found=found,
            time=_time(_text(told.get(":created_at"))),
            attempt=len(_list(told.get(":history"))) + 1,
        )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    """One line of a scalar; YAML can spell half a surrogate pair."""
    text = value if isinstance(value, str) else ""
    return nfc(" ".join(text.encode("utf-8", "replace").decode().split())[:200])


def _time(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(re.sub(r" (?=[Z+-])", "", text))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


GRADESCOPE = DownloadShape(name="gradescope", told=N_("This is an export of Gradescope"), fits=fits, sort=sort)
