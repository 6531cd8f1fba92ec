"""When the last commit of a clone was made. Its `.git` is read and nothing in it is run: it may be anybody's.

git keeps an object in a file of its own, or in a pack, there also as a difference to another one
(https://git-scm.com/docs/pack-format). Whatever is not as it should be has no time.
"""

from __future__ import annotations

import re
import struct
import zlib
from datetime import UTC, datetime

from grader.batch.shapes.model import Files
from grader.submission.private_copy import Parts

MAX_COMMIT = 1 << 20
"""Bytes."""
MAX_PACKS = 50
MAX_NAMES = 100_000
"""Objects whose names begin with the same byte."""
MAX_DELTAS = 60
"""git makes chains of 50."""
COMMIT, OFFSET_DELTA, NAMED_DELTA = 1, 6, 7
_NAME = re.compile(rb"[0-9a-f]{40}")
_TIME = re.compile(rb"^committer .* ([0-9]{1,11}) [+-][0-9]{4}$", re.MULTILINE)
Object = tuple[int, bytes]


def last_commit(files: Files, git: Parts) -> datetime | None:
    """The time that the commit at HEAD has; None where that cannot be found out."""
    try:
        name = _head(files, git)
        found = _Objects(files, git).find(bytes.fromhex(name.decode())) if name else None
        head, _blank, _message = found[1].partition(b"\n\n") if found and found[0] == COMMIT else (b"", b"", b"")
        time = _TIME.search(head)
        return datetime.fromtimestamp(int(time[1]), UTC) if time else None
    except (ValueError, IndexError, OverflowError, OSError, struct.error, zlib.error):
        return None


def _head(files: Files, git: Parts) -> bytes:
    """The name of the commit at HEAD; empty where there is none."""
    head = files.read((*git, "HEAD"), size=1000).strip()
    if not head.startswith(b"ref: "):
        return head if _NAME.fullmatch(head) else b""
    ref = head.removeprefix(b"ref: ")
    path = ref.decode().split("/")
    if ".." in path or "" in path:
        return b""
    own = files.read((*git, *path), size=100).strip()
    packed = files.read((*git, "packed-refs")).split(b"\n")
    names = [own, *(line[:40] for line in packed if line[41:] == ref)]
    return next((name for name in names if _NAME.fullmatch(name)), b"")


class _Objects:
    """The objects of a repository."""

    def __init__(self, files: Files, git: Parts) -> None:
        self._files = files
        self._place = (*git, "objects")
        names = files.names((*self._place, "pack"))
        self._packs = [name.removesuffix(".idx") for name in names if name.endswith(".idx")][:MAX_PACKS]

    def find(self, name: bytes, deltas: int = 0) -> Object | None:
        text = name.hex()
        if loose := self._files.read((*self._place, text[:2], text[2:])):
            kind, _zero, content = _unpacked(loose).partition(b"\0")
            return (COMMIT if kind.startswith(b"commit ") else 0), content
        for pack in self._packs:
            if (offset := self._offset(pack, name)) is not None:
                return self._packed(pack, offset, deltas)
        return None

    def _offset(self, pack: str, name: bytes) -> int | None:
        """Where the object lies in the pack, as its index says (version 2)."""

        def numbers(place: int, form: str) -> tuple[int, ...]:
            return struct.unpack(form, self._files.read(index, place, struct.calcsize(form)))

        index = (*self._place, "pack", f"{pack}.idx")
        if self._files.read(index, 0, 8) != b"\xfftOc\0\0\0\2":
            return None
        fans = numbers(8, ">256I")
        low, high, count = fans[name[0] - 1] if name[0] else 0, fans[name[0]], fans[255]
        if not 0 <= high - low <= MAX_NAMES:
            return None
        names = self._files.read(index, 8 + 1024 + 20 * low, 20 * (high - low))
        places = [place for place in range(0, len(names), 20) if names[place : place + 20] == name]
        if not places:
            return None
        at = low + places[0] // 20
        (offset,) = numbers(8 + 1024 + 24 * count + 4 * at, ">I")
        if offset & 1 << 31:
            (offset,) = numbers(8 + 1024 + 28 * count + 8 * (offset & ~(1 << 31)), ">Q")
        return offset

    def _packed(self, pack: str, offset: int, deltas: int) -> Object | None:
        content = self._files.read((*self._place, "pack", f"{pack}.pack"), offset)
        kind, at = content[0] >> 4 & 7, 1
        while content[at - 1] & 0x80:
            at += 1
        if kind not in (OFFSET_DELTA, NAMED_DELTA):
            return kind, _unpacked(content[at:])
        if deltas == MAX_DELTAS:
            return None
        if kind == NAMED_DELTA:
            base = self.find(content[at : at + 20], deltas + 1)
            at += 20
        else:
            back, at = _distance(content, at)
            base = self._packed(pack, offset - back, deltas + 1) if 0 < back <= offset else None
        return (base[0], _changed(base[1], _unpacked(content[at:]))) if base else None


def _unpacked(content: bytes) -> bytes:
    found = zlib.decompressobj().decompress(content, MAX_COMMIT)
    if len(found) == MAX_COMMIT:
        raise ValueError("too large for a commit")
    return found


def _distance(content: bytes, at: int) -> tuple[int, int]:
    """How far back a difference's base lies, and what comes after that."""
    back = content[at] & 0x7F
    while content[at] & 0x80:
        at += 1
        back = (back + 1) << 7 | content[at] & 0x7F
    return back, at + 1


def _changed(base: bytes, delta: bytes) -> bytes:
    """The object that a difference makes of its base."""
    at = 0
    for _size in range(2):
        while delta[at] & 0x80:
            at += 1
        at += 1
    made = bytearray()
    while at < len(delta) and len(made) <= MAX_COMMIT:
        order, at = delta[at], at + 1
        if not order & 0x80:
            made += delta[at : at + order]
            at += order
            continue
        place, size = 0, 0
        for bit in range(7):
            if order & 1 << bit:
                place, size = (
                    (place | delta[at] << 8 * bit, size) if bit < 4 else (place, size | delta[at] << 8 * (bit - 4))
                )
                at += 1
        made += base[place : place + (size or 0x10000)]
    return bytes(made)
