"""Results of a student's own work, kept in the workspace: what has not changed is not graded again.

They are what the student sees, so nothing hidden is in them. A file that cannot be read or written is as good as none.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

import msgspec

from grader.course.graded import FOLDER, memory_folder
from grader.errors import UsageError
from grader.files import make_folder, replace_file
from grader.report.model import ExerciseResult, for_student

MAX_FILES = 100
MAX_BYTES = 32 << 20
"""Of all kept results together, and so of each: pictures are the largest part."""
OF_THE_MOMENT = {"internal", "timeout", "crashed"}
"""Statuses that a busy machine may cause: they are graded again."""


class KeptResults:
    """The results in one workspace, by the key of the work (`Provenance.key`)."""

    def __init__(self, workspace: Path, fresh: bool = False) -> None:
        """`fresh` grades everything again, whatever is known."""
        self._workspace = workspace
        self._folder = workspace / FOLDER / "results"
        self._fresh = fresh

    def find(self, key: str) -> ExerciseResult | None:
        path = self._path(key)
        with contextlib.suppress(OSError, msgspec.MsgspecError, ValueError):
            if not self._fresh and path.is_file() and path.stat().st_size <= MAX_BYTES:
                return msgspec.json.decode(path.read_bytes(), type=ExerciseResult)
        return None

    def add(self, key: str, result: ExerciseResult) -> None:
        if OF_THE_MOMENT & {result.status, *(check.status for check in result.checks)}:
            return
        path = self._path(key)
        with contextlib.suppress(OSError, UsageError):
            if not path.parent.is_dir():
                make_folder(memory_folder(self._workspace) / path.parent.name)
            replace_file(path, msgspec.json.encode(for_student(result)))
            self._forget(path)

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.json"

    def _forget(self, newest: Path) -> None:
        """Removes the oldest files above the caps. The newest one stays, whatever a clock said that was set back."""
        files = [path for path in self._folder.iterdir() if path != newest]
        files.sort(key=lambda path: path.stat().st_mtime, reverse=True)
        size = newest.stat().st_size
        for number, path in enumerate(files, 2):
            size += path.stat().st_size
            if number > MAX_FILES or size > MAX_BYTES:
                path.unlink()
