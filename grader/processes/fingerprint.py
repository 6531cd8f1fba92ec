"""What a server that stays warm depends on: another version of anything needs another server."""

from __future__ import annotations

import hashlib
import os
import site
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from grader.processes.environment import FIXED_ENVIRONMENT
from grader.processes.policy import GRADER


def fingerprint(versions: Mapping[str, str]) -> str:
    """Versions, the interpreter, the libraries as they are installed now, the grader's code."""
    folders = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), site.getusersitepackages()}
    libraries = {folder: os.stat(folder).st_mtime_ns for folder in sorted(folders) if os.path.isdir(folder)}
    interpreter = (sys.executable, sys.version, sys.prefix, site.getuserbase())
    parts = (dict(versions), interpreter, libraries, FIXED_ENVIRONMENT, sorted(_code(GRADER)))
    return digest(msgspec.json.encode(parts))


def _code(folder: Path) -> Iterator[tuple[str, int, int]]:
    """The grader's modules, as they were last changed; suites are nothing that a server knows."""
    for entry in os.scandir(folder):
        if entry.is_dir() and entry.name not in ("suites", "solutions", "exercises", "locale", "__pycache__"):
            yield from _code(Path(entry.path))
        elif entry.name.endswith(".py"):
            found = entry.stat()
            yield entry.path, found.st_mtime_ns, found.st_size


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
