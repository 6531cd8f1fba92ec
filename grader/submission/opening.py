"""Opens what was handed in, even while its owner changes it: each name is opened relative to its open folder, no link
is followed, and what was opened is checked."""

from __future__ import annotations

import errno
import io
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Self

MAX_READ = 4 << 20
"""Bytes read at a time. A zip's table of contents is one read, and every entry in it costs memory."""

RELATIVE = os.open in os.supports_dir_fd and os.scandir in os.supports_fd
"""Whether this system opens names relative to an open folder; Windows knows paths only."""


def _flags(*names: str) -> int:
    """Those of the flags that this system has."""
    return sum({getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", *names)}, os.O_RDONLY)


FILE, FOLDER = _flags("O_BINARY"), _flags("O_DIRECTORY")


SWAPPED = (errno.ELOOP, errno.EMLINK, errno.ENOTDIR, errno.ENXIO)
"""What systems answer where a link, or a socket, stands in the place of a file or folder."""


class SwappedError(OSError):
    """A link, a device, a pipe, or a folder in the place of a file: something else than what was seen there."""


class OpenFolder:
    """A folder that is held open, as a context manager: whatever takes its place meanwhile is ignored."""

    def __init__(self, path: Path, outer: OpenFolder | None = None) -> None:
        """Opens the folder `path`, or the one of that name in `outer`; SwappedError where a link or a file stands
        there. Only the last name of a path is checked: the folders before it are the caller's."""
        self._path: Path = outer._path / path if outer else path
        self._descriptor: int | None = None
        if RELATIVE:
            self._descriptor = _open(path, FOLDER, outer._descriptor if outer else None)
        elif not stat.S_ISDIR(os.lstat(self._path).st_mode):
            raise SwappedError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *trouble: object) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)

    def entries(self) -> Iterator[os.DirEntry[str]]:
        with os.scandir(self._path if self._descriptor is None else self._descriptor) as entries:
            yield from entries

    def open(self, name: str) -> IO[bytes]:
        """The regular file of that name; SwappedError where something else stands there by now."""
        if self._descriptor is None:
            return open_regular(self._path / name)
        return open_regular(Path(name), self._descriptor)


def open_regular(path: Path, folder: int | None = None) -> IO[bytes]:
    """Opens a regular file, relative to an open folder, so that a link or a device that took its place is neither
    followed nor waited for: SwappedError."""
    descriptor = _open(path, FILE, folder)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise SwappedError(errno.EINVAL, os.strerror(errno.EINVAL), str(path))
    return _Bounded(io.FileIO(descriptor))


def _open(path: Path, flags: int, folder: int | None) -> int:
    try:
        return os.open(path, flags, dir_fd=folder)
    except OSError as error:
        if error.errno in SWAPPED:
            raise SwappedError(*error.args) from None
        raise


class _Bounded(io.BufferedReader):
    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(MAX_READ if size is None or size < 0 else min(size, MAX_READ))
