"""The editor that a student has chosen, and how it is told where to begin."""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

AT_LINE = {
    **dict.fromkeys(("vi", "vim", "nvim", "gvim", "nano", "emacs", "emacsclient", "gedit", "kak", "micro"), "+{line}"),
    **dict.fromkeys(("code", "code-insiders", "codium", "cursor", "windsurf"), "-g"),
}
"""What tells an editor where to begin; after `-g`, the line stands behind the path."""
WINDOWS = ("code", "code-insiders", "codium", "cursor", "windsurf", "subl", "zed", "gedit", "gvim", "kate", "notepad")
"""Editors with a window of their own: they are not waited for."""


def editor(path: Path, line: int | None, environment: Mapping[str, str] = os.environ) -> list[str]:
    """The command that opens a file at a line; empty where no editor is known."""
    usual = "code" if shutil.which("code") else ""
    words = shlex.split(environment.get("VISUAL") or environment.get("EDITOR") or usual, posix=os.name != "nt")
    if not words:
        return []
    words[0] = shutil.which(words[0]) or words[0]  # of Windows' kinds of programs, not all are found by their names
    where = AT_LINE.get(_called(words[0]), "") if line else ""
    if where == "-g":
        return [*words, "-g", f"{path}:{line}"]
    return [*words, *([where.format(line=line)] if where else []), str(path)]


def has_a_window(words: Sequence[str]) -> bool:
    """Whether this command opens a window of its own."""
    return _called(words[0]) in WINDOWS


def _called(word: str) -> str:
    return Path(word.strip('"')).stem.lower()
