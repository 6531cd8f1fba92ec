"""The time of a clone's last commit, read from a `.git` in which nothing can be trusted."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.batch.listing import FilesBelow
from grader.batch.shapes.commits import MAX_COMMIT, last_commit

WHEN = 1_772_454_600
TIME = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)
NAME = "ab" * 20
COMMIT = b"tree 1\nauthor A <a> 5 +0000\ncommitter K > <k> %d +0900\n\ncommitter X <x> 7 +0000\n" % WHEN

Git = Callable[..., str]


@pytest.fixture
def git(tmp_path: Path) -> Git:
    """Runs git in `tmp_path/kim`, at the time WHEN."""
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    (tmp_path / "kim").mkdir()
    who = {"GIT_AUTHOR_NAME": "k", "GIT_AUTHOR_EMAIL": "k", "GIT_COMMITTER_NAME": "k", "GIT_COMMITTER_EMAIL": "k"}
    when = {"GIT_COMMITTER_DATE": f"{WHEN} +0900", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}

    def git(*arguments: str, **more: str) -> str:
        environment = {"PATH": os.environ["PATH"], **who, **when, **more}
        ran = subprocess.run(
            ["git", *arguments], cwd=tmp_path / "kim", env=environment, check=True, capture_output=True, text=True
        )
        return ran.stdout

    git("init", "-q")
    return git


def time_of(folder: Path) -> datetime | None:
    return last_commit(FilesBelow(folder), ("kim", ".git"))


@pytest.mark.parametrize("pack", [False, True])
def test_a_repository_of_git(tmp_path: Path, git: Git, pack: bool) -> None:
    """Also where its objects are packed, some as differences, and its HEAD is no branch."""
    assert time_of(tmp_path) is None  # nothing is committed
    count = 25 if pack else 3
    for number in range(count):
        text = f"{number}\n" + "the same long message " * 40
        git("commit", "-q", "--allow-empty", "-m", text, GIT_COMMITTER_DATE=f"{WHEN + number} +0900")
    if pack:
        git("repack", "-adq", "--depth=20", "--window=50")
        git("pack-refs", "--all")
        listed = git("verify-pack", "-v", *map(str, (tmp_path / "kim").glob(".git/objects/pack/*.idx")))
        assert any(len(line.split()) == 7 and " commit " in line for line in listed.splitlines())  # differences
    for back in range(count):
        assert time_of(tmp_path) == datetime.fromtimestamp(WHEN + count - 1 - back, UTC)
        if back < count - 1:
            git("checkout", "-q", "HEAD~1")


@pytest.fixture
def loose(tmp_path: Path) -> Callable[..., datetime | None]:
    """The time of a commit that is kept in a file of its own, written by hand."""

    def loose(content: bytes, head: bytes = NAME.encode()) -> datetime | None:
        place = tmp_path / "kim" / ".git"
        (place / "objects" / NAME[:2]).mkdir(parents=True, exist_ok=True)
        (place / "HEAD").write_bytes(head)
        (place / "objects" / NAME[:2] / NAME[2:]).write_bytes(content)
        return time_of(tmp_path)

    return loose


def test_the_time_is_of_the_committer_and_not_of_the_message(loose: Callable) -> None:
    assert loose(zlib.compress(b"commit 9\0" + COMMIT)) == TIME


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not packed",
        zlib.compress(b"blob 9\0" + COMMIT),
        zlib.compress(b"commit 9\0tree 1\n\ncommitter X <x> 7 +0000\n"),
        zlib.compress(b"commit 9\0" + COMMIT + b" " * MAX_COMMIT),
    ],
    ids=["empty", "no zlib", "a blob", "no committer", "too large"],
)
def test_a_commit_without_a_time(loose: Callable, content: bytes) -> None:
    assert loose(content) is None


@pytest.mark.parametrize(
    "head", [b"", b"ref: ../../secret", b"ref: refs//x", b"ref: \xff", b"x" * 40, b"ref: refs/none"]
)
def test_a_head_that_leads_nowhere(tmp_path: Path, loose: Callable, head: bytes) -> None:
    (tmp_path / "secret").write_text(NAME)
    assert loose(zlib.compress(b"commit 9\0" + COMMIT), head) is None


def test_a_link_is_not_followed(tmp_path: Path, loose: Callable) -> None:
    assert loose(zlib.compress(b"commit 9\0" + COMMIT)) == TIME
    (tmp_path / "kim" / ".git" / "objects").rename(tmp_path / "elsewhere")
    (tmp_path / "kim" / ".git" / "objects").symlink_to(tmp_path / "elsewhere")
    assert time_of(tmp_path) is None


@given(st.binary(max_size=60), st.integers(0, 3), st.binary(max_size=60))
def test_no_pack_ends_a_run(tmp_path_factory: pytest.TempPathFactory, index: bytes, fan: int, pack: bytes) -> None:
    folder = tmp_path_factory.mktemp("repository")
    packs = folder / "kim" / ".git" / "objects" / "pack"
    packs.mkdir(parents=True)
    (folder / "kim" / ".git" / "HEAD").write_text(NAME)
    start = b"\xfftOc" + struct.pack(">I", 2) + struct.pack(">256I", *[fan] * 0xAB, *[max(fan, 1)] * 85)
    (packs / "a.idx").write_bytes(start + bytes.fromhex(NAME) * max(fan, 1) + bytes(4) + index)
    (packs / "a.pack").write_bytes(pack)
    assert time_of(folder) is None
