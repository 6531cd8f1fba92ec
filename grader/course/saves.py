"""Notices which files of a student's folder have been saved."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from watchfiles import Change, DefaultFilter, watch

from grader.submission.private_copy import skipped

STEP_MS = 30
"""Silence after which a save counts as complete: editors write, rename and delete in one go."""
DEBOUNCE_MS = 400
"""What is saved without a pause for longer is told in between."""
WAIT_MS = 500
POLL_MS = 200

FileState = dict[Path, tuple[int, int, int]]
"""The files by what a save changes: the time, the size, the inode."""


class Saved(NamedTuple):
    """The files that were saved, made or deleted since the last time; none where the wait was in vain. `polling` says
    that the system tells nothing of this folder, so that it is looked at again and again."""

    paths: frozenset[Path]
    polling: bool


def saves(folder: Path, stop: threading.Event) -> Iterator[Saved]:
    """What is saved in `folder`, at once, and something every half second in any case, until `stop`. The folder may
    disappear and come back.

    Events only say when to look. So a change that no event tells of, as in folders of the network or of another system,
    is found all the same, and from then on the folder is polled.
    """
    before, polling, missed = _look(folder), False, False
    while not stop.is_set():
        for told in _wake_ups(folder, stop, polling):
            now = _look(folder)
            changed = frozenset(path for path in before | now if before.get(path) != now.get(path))
            if changed and not (told or polling or missed):
                missed = True  # or its event is still on the way
                continue
            begins = missed and not told and bool(changed)
            before, polling, missed = now, polling or begins, False
            yield Saved(changed, polling)
            if begins:
                break


def _wake_ups(folder: Path, stop: threading.Event, polling: bool) -> Iterator[bool]:
    """Whether it was an event, each time that there is reason to look; ends when the folder is another one. The first
    time counts as one, for what was saved before the folder was watched."""
    try:
        place = folder.stat().st_ino
        found = watch(
            folder,
            watch_filter=None,
            debounce=DEBOUNCE_MS,
            step=STEP_MS,
            stop_event=stop,
            rust_timeout=WAIT_MS,
            yield_on_timeout=True,
            raise_interrupt=False,
            force_polling=polling or None,
            poll_delay_ms=POLL_MS,
            ignore_permission_denied=True,
        )
        for number, changes in enumerate(found):
            yield number == 0 or bool(changes)
            if folder.stat().st_ino != place:
                return
    except (OSError, RuntimeError):  # the folder is gone, or the system watches no more folders
        is_gone = not folder.is_dir()
        stop.wait(WAIT_MS / 1000)
        yield is_gone


def _look(folder: Path) -> FileState:
    """The files that a grading takes, without those of editors."""
    is_work = DefaultFilter()
    found: FileState = {}
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not skipped(name) and "pyvenv.cfg" not in files]
        for name in files:
            path = Path(place, name)
            # vim tries with a file named by a number whether it may write
            if skipped(name) or name.isdigit() or not is_work(Change.modified, name):
                continue
            try:
                state = path.stat()
            except OSError:  # it is gone again
                continue
            found[path] = state.st_mtime_ns, state.st_size, state.st_ino
    return found
