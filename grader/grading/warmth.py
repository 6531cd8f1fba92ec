"""The user's warm server: may it be used, and what it is asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Protocol

from grader.feedback import Text, phrase
from grader.grading.environment import versions
from grader.judge.client import ENTRIES
from grader.processes.layers import available

if TYPE_CHECKING:
    from grader.processes.serving import Seen, Server
    from grader.report.model import Start

VARIABLE = "GRADE_WARM"
IDLE_MINUTES = 10
OUT_OF_REACH = {"mounts", "seccomp"}
"""Layers, each of which keeps a submission from the server's socket, where it could ask for an unlocked process."""


def allowed(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a server may stay behind: not in CI, nor where the user does not want it."""
    return environment.get(VARIABLE) != "0" and not environment.get("CI")


def obstacle(layers: Collection[str]) -> Text:
    """Why no server stays warm with these layers; empty where one can."""
    if not allowed():
        return phrase("not in CI, nor with {variable}=0", variable=VARIABLE)
    if sys.platform == "linux" and not OUT_OF_REACH & set(layers):
        return phrase("it needs the layer mounts or seccomp, which keeps submissions away from it")
    if _kinds()[0].has_place():
        return ""
    return phrase("it needs a folder that is yours alone: a cache or temporary folder, or XDG_RUNTIME_DIR")


def connect(layers: Collection[str], start: Start) -> Server | None:
    """The user's warm server, started if it does not run; None where there can be none. Where no system locks a
    submission in, it could do without a server what it could do with one."""
    if sys.platform == "linux":
        if not OUT_OF_REACH & set(layers):
            return None
        if start == "fork":
            from grader.processes import warm

            return warm.connect(ENTRIES, _setting(), IDLE_MINUTES * 60)
    from grader.processes import pool_warm

    return pool_warm.connect(ENTRIES, _setting(), IDLE_MINUTES * 60)


def seen() -> list[Seen]:
    """The warm servers that run."""
    return [each for kind in _kinds() for each in kind.seen(_setting())]


def stop() -> int:
    """Ends them; how many there were."""
    return sum(kind.stop() for kind in _kinds())


class _Kind(Protocol):
    """A module for one kind of warm servers."""

    def has_place(self) -> bool: ...
    def seen(self, versions: Mapping[str, str]) -> list[Seen]: ...
    def stop(self) -> int: ...


def _kinds() -> list[_Kind]:
    """The system's usual kind first."""
    from grader.processes import pool_warm

    if sys.platform == "linux":
        from grader.processes import warm

        return [warm, pool_warm]
    return [pool_warm]


def _setting() -> dict[str, str]:
    """What a server must agree with; a system library of the sandbox may have been installed meanwhile."""
    return {**versions(), "sandbox": " ".join(available())}
