"""What a shell completes. It asks at each press of a key, so nothing here is parsed or imported that takes long."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from typer.core import TyperCommand

from grader.cli import VERBS
from grader.course.model import BUILT_IN_SUITES
from grader.course.workspace import find_workspace
from grader.errors import UsageError

VARIABLE = "_GRADE_COMPLETE"
"""The shell sets it when it asks."""
_CHECK = re.compile(r"^def (test_\w+)", re.MULTILINE)


class Word(NamedTuple):
    """A word that may stand there, as typer's shells expect it."""

    value: str
    help: str = ""


class Words(TyperCommand):
    """Completes words that are known already. Typer alone would convert those before them, and what it imports for that
    takes longer than all else."""

    def __init__(self, words: Sequence[str]) -> None:
        anything = {"ignore_unknown_options": True, "allow_extra_args": True}
        super().__init__("grade", add_help_option=False, context_settings=anything)
        self._words = words

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        return [Word(word) for word in self._words if word.startswith(incomplete)]


def asked() -> list[str]:
    """The words after `grade` up to the one that a shell wants completed, which may be empty; none where none asks."""
    if VARIABLE not in os.environ:
        return []
    if "COMP_CWORD" in os.environ:  # bash
        words = re.split(r"\s", os.environ.get("COMP_WORDS", ""))
        return words[1 : int(os.environ["COMP_CWORD"]) + 1]
    return re.split(r"\s+", os.environ.get("_TYPER_COMPLETE_ARGS", ""))[1:] or [""]


def completing(command: Any, words: Sequence[str]) -> Any:
    """The command that completes the last of the words: names of exercises, checks and verbs, else `command` itself,
    which knows options, their values and what else a verb takes."""
    *before, last = words
    verb = before[0] if before and before[0] in VERBS else ""
    if verb not in ("", "audit", "check", "explain", "hint", "reset", "watch"):
        return command
    options = (command.commands[verb] if verb else command).params
    valued = [name for option in options if not getattr(option, "is_flag", False) for name in option.opts]
    if last.startswith("-") or (before and before[-1] in valued):
        return command
    suites = _suites(before)
    if verb in ("explain", "hint"):
        return Words(list(_checks(suites, last)))
    return Words([*suites, *_assignments(suites), *(sorted(VERBS) if not before else ())])


def _suites(words: Sequence[str]) -> dict[str, Path]:
    """The folders of suites by the names of their exercises; none where the course cannot be found."""
    try:
        given = [value for word, value in pairwise(words) if word == "--course"]
        course = given[-1] if given else getattr(find_workspace(Path()), "course", None)
        folder = Path(course) / "suites" if course else BUILT_IN_SUITES
        return {path.name: path for path in sorted(folder.iterdir()) if (path / "exercise.toml").is_file()}
    except (OSError, UsageError):
        return {}


def _assignments(suites: dict[str, Path]) -> list[str]:
    """The names of the assignments beside these suites; none where they cannot be read."""
    try:
        path = next(iter(suites.values())).parent / "course.toml"
        return list(tomllib.loads(path.read_text(encoding="utf-8"))["assignments"])
    except (StopIteration, OSError, ValueError, KeyError, TypeError):
        return []


def _checks(suites: dict[str, Path], begun: str) -> Iterator[str]:
    """Exercises first, then `gates.test_step`; `test_step` alone for what begins so."""
    if "." not in begun and not begun.startswith("t"):
        yield from suites
        return
    for name, suite in suites.items():
        for path in sorted(suite.glob("test_*.py")):
            for check in _CHECK.findall(path.read_text(encoding="utf-8", errors="replace")):
                yield check if "." not in begun else f"{name}.{check}"
    yield from suites
