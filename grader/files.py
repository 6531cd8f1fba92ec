"""Files that somebody named: one that cannot be read or written is told in one line."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from grader.errors import UsageError
from grader.feedback import phrase


class FileError(UsageError):
    """A file that cannot be used; the message names it and says why."""


def read(path: Path) -> str:
    try:
        return read_bytes(path).decode().replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise FileError(phrase("{path}: this is not UTF-8 text", path=path)) from None


def read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileError(phrase("{path}: cannot be read: {error}", path=path, error=error.strerror)) from None


def write(path: Path, content: str | bytes) -> None:
    """Writes a file, and makes the folders above it."""
    make_folder(path.parent)
    try:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    except OSError as error:
        raise unwritable(path, error) from None


def make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(path, error) from None


def replace_file(path: Path, content: bytes | None) -> None:
    """Writes a file aside and moves it to `path`: a reader sees the old file or the new one, never a part. Without
    content it only tries to create the one aside."""
    aside = path.with_name(f".{os.getpid()}-{path.name}")
    try:
        with aside.open("xb") as file:
            file.write(content or b"")
        if content is not None:
            aside.replace(path)
    except OSError as error:
        raise unwritable(path, error) from None
    finally:
        with suppress(OSError):
            aside.unlink()


def unwritable(path: Path, error: OSError) -> FileError:
    return FileError(phrase("{path}: cannot be written: {error}", path=path, error=error.strerror))
