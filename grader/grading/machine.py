"""What a machine offers for grading, and what follows from it: for `grade doctor`. Imports nothing large, and nothing
that only one system has."""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Literal

import platformdirs
import psutil
from packaging.requirements import Requirement

from grader import __version__
from grader.feedback import N_, Message, Text, phrase, sentences
from grader.grading import warmth
from grader.grading.environment import LIBRARIES
from grader.processes import guarantees
from grader.processes.layers import available, partly_in_force

MiB, GiB = 1 << 20, 1 << 30
ENOUGH_MEMORY = GiB
"""The server and two exercises that train at the same time."""
ENOUGH_ROOM = 200 * MiB

HANGUL_FONTS = {
    "NanumGothic*": "NanumGothic",
    "NanumBarunGothic*": "NanumBarunGothic",
    "NotoSansKR*": "Noto Sans KR",
    "NotoSansCJK*": "Noto Sans CJK JP",  # the first of the families in that file
    "malgun*": "Malgun Gothic",
    "AppleGothic*": "AppleGothic",
    "AppleSDGothicNeo*": "Apple SD Gothic Neo",
    "UnDotum*": "UnDotum",
    "D2Coding*": "D2Coding",
}
"""Files of common fonts with Korean letters, and what Matplotlib calls them."""
FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts", "C:/Windows/Fonts")
HOME_FONTS = (".fonts", ".local/share/fonts", "Library/Fonts", "AppData/Local/Microsoft/Windows/Fonts")
CGROUP_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
"""Bytes that a container may take."""


@dataclass(frozen=True)
class MachineFinding:
    about: str
    state: Literal["ok", "note", "attention"]
    """A note matters for some uses only; without attention, a student's own work is not graded as it should be."""
    said: Text
    advice: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Machine:
    requirements: tuple[str, ...]
    """The libraries that the grader needs, as pip writes them."""
    installed: Mapping[str, str]
    """Their versions, without those that are missing."""
    memory: int
    """Bytes that are free, and allowed."""
    room: Mapping[str, int | None]
    """Free bytes of a folder by what it is for; None for one that cannot be written."""
    layers: tuple[str, ...]
    in_part: tuple[str, ...]
    landlock: int
    obstacle: Text
    """What keeps a server from staying warm."""
    fonts: tuple[str, ...]
    encoding: str


TEMPORARY, WORKSPACE = N_("temporary folder"), N_("workspace")
CACHE, HOME = N_("cache folder"), N_("home folder")


def this_machine(workspace: Path, encoding: str) -> Machine:
    """What is found here, by trying it; `encoding` is the terminal's."""
    layers, abi = available(), 0
    if sys.platform == "linux":
        from grader.processes import landlock

        abi = landlock.abi()
    requirements = _requirements()
    return Machine(
        requirements=requirements,
        installed=_versions([*LIBRARIES, *(Requirement(each).name for each in requirements)]),
        memory=_memory(),
        room={name: _room(path) for name, path in _folders(workspace).items()},
        layers=layers,
        in_part=tuple(partly_in_force(layers)),
        landlock=abi,
        obstacle=warmth.obstacle(layers),
        fonts=tuple(_hangul_fonts(_font_folders())),
        encoding=encoding,
    )


def name() -> str:
    """The grader, the interpreter and the system, without anything that names the user or the machine."""
    python, system = platform.python_version(), f"{platform.system()} {platform.release()} {platform.machine()}"
    return f"grade {__version__}, Python {python}, {system}"


def findings(machine: Machine, language: str) -> Iterator[MachineFinding]:
    """What to know of a machine, one thing a line."""
    yield _of_libraries(machine)
    yield _of_memory(machine.memory)
    for about, free in machine.room.items():
        yield _of_folder(about, free)
    warm = phrase("can stay between two gradings")
    yield MachineFinding(N_("warm server"), "note" if machine.obstacle else "ok", machine.obstacle or warm)
    yield _of_fonts(machine.fonts)
    yield _of_encoding(machine.encoding, language)
    yield from _of_sandbox(machine)


def _of_libraries(machine: Machine) -> MachineFinding:
    listed = ", ".join(f"{name} {machine.installed[name]}" for name in LIBRARIES if name in machine.installed)
    wrong = tuple(advice for each in machine.requirements if (advice := _on_library(Requirement(each), machine)))
    return MachineFinding(N_("libraries"), "attention" if wrong else "ok", listed, wrong)


def _on_library(needed: Requirement, machine: Machine) -> Text:
    """What to do about a library that is not as it is needed; empty where it is."""
    version = machine.installed.get(needed.name)
    wanted = f"{needed.name}{needed.specifier}"
    if version is None:
        return phrase("{library} is not installed. Run: pip install '{needed}'", library=needed.name, needed=wanted)
    if needed.specifier.contains(version, prereleases=True):
        return ""
    reason = N_("{library} {version} is too old or too new. Run: pip install '{needed}'")
    return phrase(reason, library=needed.name, version=version, needed=wanted)


def _of_memory(free: int) -> MachineFinding:
    said = phrase("{size} free", size=_size(free))
    if free >= ENOUGH_MEMORY:
        return MachineFinding(N_("memory"), "ok", said)
    how = N_("Grading takes about {size}. Close other programs, or take a larger machine.")
    return MachineFinding(N_("memory"), "attention", said, (phrase(how, size=_size(ENOUGH_MEMORY)),))


def _of_folder(about: str, free: int | None) -> MachineFinding:
    matters = about in (TEMPORARY, WORKSPACE)
    if free is None:
        return MachineFinding(
            about, "attention" if matters else "note", phrase("cannot be written"), (TO_WRITE[about],)
        )
    said = phrase("can be written, {size} free", size=_size(free))
    if matters and free < ENOUGH_ROOM:
        return MachineFinding(about, "attention", said, (phrase("Make room on this disk."),))
    return MachineFinding(about, "ok", said)


TO_WRITE = {
    TEMPORARY: phrase("Set TMPDIR to a folder that you may write."),
    WORKSPACE: phrase("Results are not kept here. Make a folder elsewhere: grade init DIR"),
    CACHE: phrase("It is not needed where the temporary folder can be written."),
    HOME: phrase("It is not needed for grading."),
}
"""What to do where a folder cannot be written."""


def _of_fonts(fonts: tuple[str, ...]) -> MachineFinding:
    about = N_("fonts for Korean plots")
    if fonts:
        return MachineFinding(about, "ok", ", ".join(fonts))
    how = phrase("To see Korean letters in plots, install NanumGothic (Debian, Ubuntu: apt install fonts-nanum).")
    return MachineFinding(about, "note", phrase("none found"), (how,))


def _of_encoding(encoding: str, language: str) -> MachineFinding:
    try:
        "한글".encode(encoding)
    except (UnicodeError, LookupError):
        how = phrase("It cannot show Korean. Set PYTHONUTF8=1, and a UTF-8 locale (LANG=C.UTF-8; Windows: chcp 65001).")
        return MachineFinding(N_("terminal"), "attention" if language == "ko" else "note", encoding, (how,))
    return MachineFinding(N_("terminal"), "ok", encoding)


def _of_sandbox(machine: Machine) -> Iterator[MachineFinding]:
    layers, needs = machine.layers, guarantees.needs(machine.layers)
    if layers:
        named: dict[str, Text] = {"landlock-files": f"landlock-files (ABI {machine.landlock})"}
        named |= {layer: phrase("{layer} (partly)", layer=layer) for layer in machine.in_part}
        said = sentences(*(named.get(layer, layer) for layer in layers), separator=", ")
        yield MachineFinding(N_("sandbox"), "ok", said)
        yield from (MachineFinding(N_("guaranteed"), "ok", Message(each)) for each in guarantees.met(layers))
        yield from (MachineFinding(N_("not guaranteed"), "note", Message(each)) for each in guarantees.unmet(layers))
    else:
        yield MachineFinding(N_("sandbox"), "note", phrase("none: only Linux offers one"))
    starts = "--start fork, spawn" if layers else "--start spawn"
    if not needs:
        yield MachineFinding(N_("modes"), "ok", f"--sandbox strict, auto, off; {starts}")
        return
    how = phrase("For the work of others (--sandbox strict) you need:")
    listed = (phrase("  - {item}", item=Message(need)) for need in needs)
    yield MachineFinding(N_("modes"), "note", f"--sandbox auto, off; {starts}", (how, *listed))


def _size(count: int) -> str:
    return f"{count / GiB:.1f} GiB"


def _versions(names: Iterable[str]) -> dict[str, str]:
    """Of those that are installed."""
    found = {}
    for each in names:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[each] = importlib.metadata.version(each)
    return found


def _requirements() -> tuple[str, ...]:
    try:
        lines = importlib.metadata.requires("tf-grader") or []
    except importlib.metadata.PackageNotFoundError:  # run from its source
        return ()
    needed = map(Requirement, lines)
    return tuple(str(each) for each in needed if each.marker is None or each.marker.evaluate({"extra": ""}))


def _memory() -> int:
    free: int = psutil.virtual_memory().available
    for path in CGROUP_LIMITS:
        with contextlib.suppress(OSError, ValueError):  # "max"
            free = min(free, int(Path(path).read_text()))
    return free


def _folders(workspace: Path) -> dict[str, Path | None]:
    found: dict[str, Path | None] = {TEMPORARY: None, WORKSPACE: workspace, CACHE: None, HOME: None}
    with contextlib.suppress(OSError):  # no folder can be written
        found[TEMPORARY] = Path(tempfile.gettempdir())
    with contextlib.suppress(RuntimeError):  # nobody knows the user's home
        found |= {HOME: Path.home(), CACHE: platformdirs.user_cache_path("tf-grader")}
    return found


def _room(path: Path | None) -> int | None:
    """The free bytes of a folder, or of the one in which it would be made; None where nothing can be written."""
    try:
        if path is None:
            return None
        path = Path(os.path.abspath(path))
        path = next(folder for folder in (path, *path.parents) if folder.exists())
        with tempfile.TemporaryFile(dir=path) as file:
            file.write(b"x")
            file.flush()
            return shutil.disk_usage(path).free
    except OSError:
        return None


def _font_folders() -> Iterator[Path]:
    yield from map(Path, FONTS)
    with contextlib.suppress(RuntimeError):
        yield from (Path.home() / each for each in HOME_FONTS)


def _hangul_fonts(folders: Iterable[Path]) -> list[str]:
    """The families with Korean letters, as Matplotlib calls them."""
    files = {file.lower() for folder in folders for _, _, found in os.walk(folder) for file in found}
    patterns = HANGUL_FONTS.items()
    return [family for pattern, family in patterns if any(fnmatch(file, pattern.lower()) for file in files)]
