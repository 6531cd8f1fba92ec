"""What a worker prints, into a pipe or a file: the first characters are kept, and no flood blocks or fills anything."""

from __future__ import annotations

import codecs
import contextlib
import os
import sys
from pathlib import Path

FLOOD = 1 << 20
"""Bytes after which a file whose text nobody will see is emptied."""
CHUNK = 65536


class Recorder:
    """Keeps the first characters of what a pipe delivers and reads on, so that no flood can block or fill anything."""

    def __init__(self, descriptor: int, limit: int) -> None:
        if sys.platform != "win32":
            os.set_blocking(descriptor, False)
        self.descriptor: int | None = descriptor
        """None once nobody can print any more."""
        self._limit = limit
        self._text = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")

    def drain(self) -> None:
        if self.descriptor is None:
            return
        with contextlib.suppress(BlockingIOError):
            chunk = os.read(self.descriptor, CHUNK)
            if not chunk:
                self.close()
            elif len(self._text) <= self._limit:
                self._text += self._decoder.decode(chunk)

    def take(self) -> str:
        self.drain()
        text, self._text = self._text, ""
        return text if len(text) <= self._limit else text[: self._limit] + "\n[...]"

    def close(self) -> None:
        if self.descriptor is not None:
            os.close(self.descriptor)
        self.descriptor = None


class OutputFile:
    """A file that a worker appends to, as its pool reads it where a process cannot be handed a pipe."""

    descriptor: None = None
    """Nothing that could be waited for."""

    def __init__(self, path: Path, limit: int) -> None:
        """`limit` is in characters, of what is printed between two takes."""
        self.path = path
        path.touch(mode=0o600)
        self._limit = limit
        self._read = 0
        self._text = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")

    def drain(self) -> None:
        """Reads what there is, as far as it is kept."""
        with contextlib.suppress(OSError), open(self.path, "rb") as file:
            file.seek(self._read)
            while len(self._text) <= self._limit and (chunk := file.read(CHUNK)):
                self._text += self._decoder.decode(chunk)
            self._read = file.tell()
            if len(self._text) > self._limit:  # nobody will see the rest
                self._read = file.seek(0, os.SEEK_END)
                if self._read > FLOOD:
                    os.truncate(self.path, 0)
                    self._read = 0

    def take(self) -> str:
        """What was printed since this was last called."""
        self.drain()
        text, self._text = self._text, ""
        return text if len(text) <= self._limit else text[: self._limit] + "\n[...]"

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.path.unlink()
