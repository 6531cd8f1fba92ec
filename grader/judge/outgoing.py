"""What leaves a judge: every message passes here, since its texts hold what a submission wrote.

A name, a key or a title may be half a surrogate pair, which no message can carry, or a megabyte long. A judge that
failed to encode its message would count as the grader's own fault and cost the submission no points.
"""

from __future__ import annotations

import itertools
from typing import Any

import msgspec

from grader.boundary.frames import MAX_FRAME
from grader.judge.protocol import CheckReported, JudgeMessage

MAX_TEXT = 5000
CAPS = {"output": 1_000_000, "what": 300}
"""Characters of other fields: an exercise limits the output itself, and of measurements there may be many."""
PICTURE_HEADER = 16
"""Bytes that a picture takes beside its own, at the most."""
MAX_PARTS = 1000
"""Of a row: checks of an exercise, measurements of a check."""


def encoded(message: JudgeMessage) -> bytes:
    """The message as one frame: text that is Unicode, nothing above its cap, and pictures while there is room."""
    if not isinstance(message, CheckReported):
        return msgspec.msgpack.encode(_bounded(message))
    rest: CheckReported = _bounded(_with_pictures(message, ()))
    frame = msgspec.msgpack.encode(rest)
    pictures = message.result.pictures
    sizes = itertools.accumulate(len(picture) + PICTURE_HEADER for picture in pictures)
    fitting = sum(size <= MAX_FRAME - len(frame) for size in sizes)
    return msgspec.msgpack.encode(_with_pictures(rest, pictures[:fitting])) if fitting else frame


def _with_pictures(message: CheckReported, pictures: tuple[str, ...]) -> CheckReported:
    return msgspec.structs.replace(message, result=msgspec.structs.replace(message.result, pictures=pictures))


def _bounded(value: Any, longest: int = MAX_TEXT) -> Any:
    if isinstance(value, str):
        return _text(value, longest)
    if isinstance(value, tuple):
        return tuple(_bounded(part) for part in value[:MAX_PARTS])
    if isinstance(value, msgspec.Struct):
        fields = {name: _bounded(getattr(value, name), CAPS.get(name, MAX_TEXT)) for name in value.__struct_fields__}
        return type(value)(**fields)
    return value


def _text(text: str, longest: int) -> str:
    """Control characters stay: each report shows them in its own way."""
    kept = text if len(text) <= longest else text[: longest - 3] + "..."
    return kept.encode(errors="backslashreplace").decode()
