"""What the author of a course writes as TOML, and what is told where it is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import msgspec

from grader.errors import UsageError
from grader.files import read

T = TypeVar("T")


class CourseError(UsageError):
    """A course that cannot be used; the message names the file and the key."""


def read_toml(path: Path, kind: type[T]) -> T:
    """A file of the course's author; CourseError says what is wrong with it."""
    try:
        return msgspec.toml.decode(read(path), type=kind)
    except msgspec.ValidationError as error:
        raise CourseError(f"{path}: {in_words(error)}") from None
    except msgspec.DecodeError as error:
        raise CourseError(f"{path} is not valid TOML: {error}") from None


def in_words(error: msgspec.ValidationError) -> str:
    """`limits.load: expected float, got str` out of "Expected `float`, got `str` - at `$.limits.load`"."""
    what, _, key = str(error).replace("`", "").partition(" - at $.")
    what = what.replace("Object contains unknown field", "unknown key")
    what = what.replace("Object missing required field", "missing key")
    what = what.replace("Expected", "expected")
    return f"{key.replace('[...]', ' (one of its values)')}: {what}" if key else what
