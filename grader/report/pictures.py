"""Pictures of a check, which a submission may have drawn: PNG files that are read before they are shown, and rebuilt
from what was read."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from itertools import chain, repeat

from grader.feedback import Text
from grader.report.model import CheckResult

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MAX_BYTES = 2 * 1024 * 1024
MAX_SIDE = 4000
KEPT = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
"""The chunks that make up the picture; others hold texts, profiles, times."""


def sound_pictures(check: CheckResult) -> list[tuple[str, Text]]:
    """The check's pictures that are PNG files of bounded size, base64, and what each shows; the others are left out."""
    pictures = zip(map(_sound, check.pictures), chain(check.alts, repeat("")), strict=False)
    return [(base64.b64encode(sound).decode(), alt) for sound, alt in pictures if sound]


def _sound(picture: str) -> bytes:
    """The picture rebuilt from the chunks that are kept, or nothing."""
    try:
        content = base64.b64decode(picture, validate=True) if len(picture) <= 2 * MAX_BYTES else b""
        chunks = list(_chunks(content))
    except ValueError:  # not ASCII, not base64, not PNG
        return b""
    kinds = [kind for kind, _whole in chunks]
    if kinds.count(b"IHDR") != 1 or kinds[0] != b"IHDR" or b"IDAT" not in kinds or not _is_bounded(chunks[0][1]):
        return b""
    return SIGNATURE + b"".join(whole for kind, whole in chunks if kind in KEPT)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each chunk's kind and bytes, up to the end of the picture; ValueError for what is no PNG."""
    if not content.startswith(SIGNATURE) or len(content) > MAX_BYTES:
        raise ValueError("no PNG, or a large one")
    start, kind = len(SIGNATURE), b""
    while kind != b"IEND":
        end = start + 12 + int.from_bytes(content[start : start + 4], "big")
        kind = content[start + 4 : start + 8]
        if end > len(content) or binascii.crc32(content[start + 4 : end - 4]) != int.from_bytes(content[end - 4 : end]):
            raise ValueError("a chunk that is cut off or damaged")
        yield kind, content[start:end]
        start = end


def _is_bounded(header: bytes) -> bool:
    width, height = int.from_bytes(header[8:12], "big"), int.from_bytes(header[12:16], "big")
    return len(header) == 25 and 0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE
