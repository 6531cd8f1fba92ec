"""A submission that is changed while it is copied: nothing from outside it gets into the copy."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shutil
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.submission import intake, private_copy
from grader.submission.intake import SubmissionError, take
from grader.submission.opening import OpenFolder

SECRET = "the neighbour's work"
CHANGED = "was changed while it was being copied"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A folder that only its owner, and the grader, may enter; it looks like the submission's own."""
    folder = tmp_path / "bob"
    (folder / "data" / "inner").mkdir(parents=True)
    for name in ("gates.py", "data/points.csv", "data/inner/points.csv"):
        (folder / name).write_text(SECRET)
    folder.chmod(0o700)
    return folder


@pytest.fixture
def alice(tmp_path: Path) -> Path:
    folder = tmp_path / "alice"
    (folder / "data" / "inner").mkdir(parents=True)
    for name in ("gates.py", "data/points.csv", "data/inner/points.csv"):
        (folder / name).write_text("her own")
    return folder


@pytest.fixture
def into(tmp_path: Path) -> Path:
    folder = tmp_path / "copy"
    folder.mkdir()
    return folder


def texts(folder: Path) -> dict[str, str]:
    """What the copy holds, by name."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text() for path in found}


def before_opening(monkeypatch: pytest.MonkeyPatch, name: str, change: Callable[[], object]) -> None:
    """Calls `change` once, after the entry `name` was seen and before it is opened."""
    pending = [change]
    opened, entered = OpenFolder.open, OpenFolder.__init__

    def happens(asked: str) -> None:
        if asked == name and pending:
            pending.pop()()

    def open_file(self: OpenFolder, asked: str):
        happens(asked)
        return opened(self, asked)

    def enter(self: OpenFolder, path: Path, outer: OpenFolder | None = None) -> None:
        happens(path.name)
        entered(self, path, outer)

    monkeypatch.setattr(OpenFolder, "open", open_file)
    monkeypatch.setattr(OpenFolder, "__init__", enter)


def replaced(path: Path, by: Callable[[], object]) -> None:
    path.rename(path.with_name("away"))
    by()


def listen_at(path: Path) -> None:
    here = os.getcwd()
    os.chdir(path.parent)  # the address of a socket is short
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)
    os.chdir(here)


SWAPS: dict[str, tuple[str, Callable[[Path, Path], object]]] = {
    "a file for a link": ("gates.py", lambda path, bob: path.symlink_to(bob / "gates.py")),
    "a file for a pipe": ("gates.py", lambda path, bob: os.mkfifo(path)),
    "a file for a socket": ("gates.py", lambda path, bob: listen_at(path)),
    "a file for a folder": ("gates.py", lambda path, bob: path.mkdir()),
    "a file for a link to a device": ("gates.py", lambda path, bob: path.symlink_to("/dev/zero")),
    "a folder for a link": ("data", lambda path, bob: path.symlink_to(bob / "data")),
    "a folder for a file": ("data", lambda path, bob: path.write_text("no folder")),
    "a folder for a pipe": ("data", lambda path, bob: os.mkfifo(path)),
    "an inner folder for a link": ("data/inner", lambda path, bob: path.symlink_to(bob / "data" / "inner")),
    "the submission for a link": (".", lambda path, bob: path.symlink_to(bob)),
}


@pytest.mark.parametrize(("name", "swap"), SWAPS.values(), ids=SWAPS)
def test_what_is_swapped_after_it_was_seen_is_refused(
    alice: Path, secret: Path, into: Path, monkeypatch: pytest.MonkeyPatch, name: str, swap: Callable
) -> None:
    path = alice / name
    before_opening(monkeypatch, path.name, lambda: replaced(path, lambda: swap(path, secret)))
    with pytest.raises(SubmissionError, match=CHANGED):
        take(alice, into)
    assert SECRET not in texts(into).values()


@pytest.mark.parametrize("swapped", [".", "data", "data/inner"])
def test_a_folder_that_is_being_read_stays_the_one_that_was_opened(
    alice: Path, secret: Path, into: Path, monkeypatch: pytest.MonkeyPatch, swapped: str
) -> None:
    path = alice / swapped

    def swap() -> None:
        replaced(path, lambda: path.symlink_to(secret / swapped))

    opened = OpenFolder.open
    pending = [swap]

    def open_file(self: OpenFolder, asked: str):
        if asked == "points.csv" and pending and (swapped != "data/inner" or self._path.name == "inner"):
            pending.pop()()
        return opened(self, asked)

    monkeypatch.setattr(OpenFolder, "open", open_file)
    take(alice, into)
    assert texts(into) == dict.fromkeys(["gates.py", "data/points.csv", "data/inner/points.csv"], "her own")


@pytest.mark.parametrize("name", ["gates.py", "data", "data/inner"])
def test_an_entry_that_is_gone_is_left_out(alice: Path, into: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    path = alice / name
    before_opening(monkeypatch, path.name, lambda: shutil.rmtree(path) if path.is_dir() else path.unlink())
    take(alice, into)
    assert texts(into).keys() == {
        other for other in ("gates.py", "data/points.csv", "data/inner/points.csv") if not other.startswith(name)
    }


def test_a_file_that_grows_for_ever_is_too_large(
    wording: object, alice: Path, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(private_copy, "MAX_BYTES", 1 << 20)
    monkeypatch.setattr(private_copy, "CHUNK", 1 << 10)
    add = private_copy.PrivateCopy.add

    class Growing:
        def read(self, size: int) -> bytes:
            return b"x" * size

    monkeypatch.setattr(
        private_copy.PrivateCopy,
        "add",
        lambda copy, parts, stream: add(copy, parts, Growing()),  # type: ignore[arg-type]
    )
    with pytest.raises(SubmissionError) as caught:
        take(alice, into)
    assert str(caught.value) == wording


def test_a_link_before_the_submission_is_the_instructors_to_follow(alice: Path, into: Path) -> None:
    (alice.parent / "class").symlink_to(alice.parent)
    take(alice.parent / "class" / "alice", into)
    assert texts(into)["gates.py"] == "her own"


def test_a_submission_that_is_named_by_a_dot(alice: Path, into: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(alice)
    take(Path(), into)
    assert texts(into)["gates.py"] == "her own"


def test_no_descriptor_is_left_open(alice: Path, secret: Path, tmp_path: Path) -> None:
    (alice / "pipe.py").symlink_to(secret)
    before = len(os.listdir("/proc/self/fd"))
    for number in range(5):
        folder = tmp_path / str(number)
        folder.mkdir()
        take(alice, folder)
        with contextlib.suppress(SubmissionError):
            take(tmp_path / "nobody", folder)
        with contextlib.suppress(OSError), intake.open_regular(alice):
            pass
    assert len(os.listdir("/proc/self/fd")) == before


def swap_again_and_again(path: Path, away: Path, secret: Path) -> None:
    """Puts a link in the place of a folder and takes it back; a copy that follows paths is caught in a second."""
    while True:
        path.rename(away)
        path.symlink_to(secret)
        time.sleep(0.0002)
        path.unlink()
        away.rename(path)
        time.sleep(0.0002)


@pytest.mark.parametrize("swapped", ["data", "data/inner"])
def test_a_race_brings_nothing_from_outside(alice: Path, secret: Path, tmp_path: Path, swapped: str) -> None:
    arguments = (alice / swapped, tmp_path / "away", secret / swapped)
    racer = multiprocessing.get_context("fork").Process(target=swap_again_and_again, args=arguments, daemon=True)
    racer.start()
    copies = 0
    try:
        until = time.monotonic() + 3
        while time.monotonic() < until:
            into = tmp_path / f"copy-{copies}"
            into.mkdir()
            with contextlib.suppress(SubmissionError):
                take(alice, into)
            assert SECRET not in texts(into).values()
            shutil.rmtree(into)
            copies += 1
    finally:
        racer.kill()
        racer.join()
    assert copies > 20
