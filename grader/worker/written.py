"""Files that a submission has written into its scratch folder, for the judge to read."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path, PurePath
from typing import Any

import keras

from grader.boundary.codec import WireError
from grader.feedback import N_

MAX_FILE = 4 * 1024 * 1024
FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class NotWritten(WireError):
    """There is no such file, or none that may be read; the message finishes "The file could not be read: ..."."""


def read(folder: Path, name: str) -> bytes:
    """The bytes of a regular file below `folder`, which no link leads to; NotWritten."""
    parts = PurePath(name).parts
    if PurePath(name).is_absolute() and parts[: len(folder.parts)] == folder.parts:
        parts = parts[len(folder.parts) :]
    if not parts or ".." in parts or PurePath(*parts).is_absolute():
        raise NotWritten("{name} is not in the folder where your program runs", name=repr(name[:200]))
    place = folder
    for part in parts:
        place /= part
        if place.is_symlink():
            raise NotWritten("{name} is a link; write a file of its own", name=repr(name[:200]))
    try:
        return _bytes(place, name)
    except OSError as error:
        text = N_("{name} could not be opened ({error}); did your function write it?")
        raise NotWritten(text, name=repr(name[:200]), error=type(error).__name__) from None


def _bytes(path: Path, name: str) -> bytes:
    descriptor = os.open(path, FLAGS)
    with os.fdopen(descriptor, "rb") as file:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode):
            raise NotWritten("{name} is not a file", name=repr(name[:200]))
        if about.st_size > MAX_FILE:
            size = {"size": about.st_size, "most": MAX_FILE}
            raise NotWritten("{name} has {size} bytes, but at most {most} are read", name=repr(name[:200]), **size)
        return file.read(MAX_FILE)


def load_model(payload: bytes) -> Any:
    """The Keras model of a `.keras` file. Keras does what the file asks for: only where no submission is, and
    locked."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.keras"
        path.write_bytes(payload)
        try:
            return keras.saving.load_model(path, compile=False, safe_mode=True)
        except Exception as error:
            text = N_("Keras cannot load the model in it ({error})")
            raise NotWritten(text, error=type(error).__name__) from None
