import os
from pathlib import Path

import pytest

from grader.processes import scratch
from grader.processes.scratch import MAX_ENTRIES, is_over


@pytest.fixture
def folder(tmp_path):
    """A scratch folder beside something precious."""
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "file").write_text("keep me")
    made = tmp_path / "scratch"
    made.mkdir()
    yield made
    assert (tmp_path / "precious" / "file").read_text() == "keep me"


def sink(folder: Path, depth: int, name: str = "d") -> int:
    """Makes `depth` nested folders, deeper than any path can name; a descriptor of the innermost."""
    inner = os.open(folder, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir(name, dir_fd=inner)
        outer, inner = inner, os.open(name, os.O_RDONLY, dir_fd=inner)
        os.close(outer)
    return inner


def write(folder: int, name: str, size: int) -> None:
    descriptor = os.open(name, os.O_WRONLY | os.O_CREAT, dir_fd=folder)
    os.ftruncate(descriptor, size)
    os.close(descriptor)


@pytest.mark.parametrize(
    ("kibibytes", "limit", "over"), [(0, 1, False), (900, 1, False), (1100, 1, True), (5000, 64, False)]
)
def test_a_folder_is_over_by_bytes(folder, kibibytes, limit, over):
    (folder / "a").mkdir()
    (folder / "a" / "half").write_bytes(bytes(kibibytes * 512))
    (folder / "half").write_bytes(bytes(kibibytes * 512))
    assert is_over(folder, limit) is over


def test_a_folder_is_over_by_entries(folder):
    for number in range(MAX_ENTRIES):
        (folder / str(number)).touch()
    assert not is_over(folder, 64)
    (folder / "one more").mkdir()
    assert is_over(folder, 64)


def test_a_sparse_file_counts_whole(folder):
    with open(folder / "sparse", "wb") as file:
        file.truncate(2 << 20)
    assert is_over(folder, 1)


def test_bytes_below_a_path_that_is_too_long_to_name_count(folder):
    innermost = sink(folder, 300, "d" * 200)
    write(innermost, "hidden", 2 << 20)
    os.close(innermost)
    assert is_over(folder, 1)
    scratch.remove(folder)


def test_a_link_counts_as_itself(folder):
    (folder / "link").symlink_to("/usr")
    assert not is_over(folder, 1)


def links_to_the_outside(folder: Path) -> None:
    (folder / "file").symlink_to(folder.parent / "precious" / "file")
    (folder / "folder").symlink_to(folder.parent / "precious")
    (folder / "nowhere").symlink_to("/no/such/path")
    (folder / "itself").symlink_to("itself")
    (folder / "deep").mkdir()
    (folder / "deep" / "folder").symlink_to(folder.parent / "precious")
    os.link(folder.parent / "precious" / "file", folder / "hard")


def three_thousand_deep(folder: Path) -> None:
    innermost = sink(folder, 3000)
    write(innermost, "file", 10)
    os.close(innermost)


def deep_and_wide(folder: Path) -> None:
    for name in "abc":
        os.close(sink(folder, 100, name))


def unreadable(folder: Path) -> None:
    (folder / "closed" / "inner").mkdir(parents=True)
    (folder / "closed" / "inner" / "file").touch()
    (folder / "closed" / "inner").chmod(0)
    (folder / "closed").chmod(0)
    (folder / "file").touch(mode=0)


def odd_names(folder: Path) -> None:
    for name in (b"line\nbreak", b"\xff\xfe", b"-rf", b" ", b"*", "한국어".encode(), b"x" * 255):
        os.mkdir(os.path.join(os.fsencode(folder), name))
        os.close(os.open(os.path.join(os.fsencode(folder), name, name), os.O_CREAT))


def names_that_remove_uses_itself(folder: Path) -> None:
    for number in range(1, 6):
        (folder / f".moved-{number}").touch()
        (folder / f"d{number}" / "inner" / "folder").mkdir(parents=True)


def pipes(folder: Path) -> None:
    os.mkfifo(folder / "pipe")


@pytest.mark.parametrize(
    "fill",
    [
        lambda folder: None,
        links_to_the_outside,
        three_thousand_deep,
        deep_and_wide,
        unreadable,
        odd_names,
        names_that_remove_uses_itself,
        pipes,
    ],
    ids=["empty", "links", "deep", "wide", "unreadable", "odd names", "own names", "pipe"],
)
def test_removing_leaves_nothing_and_follows_no_link(folder, fill):
    fill(folder)
    scratch.remove(folder)
    assert not os.path.lexists(folder)


def test_a_folder_that_is_a_link_is_not_followed(folder):
    link = folder / "link"
    link.symlink_to(folder.parent / "precious")
    scratch.remove(link)
    assert link.is_symlink()


def test_removing_a_missing_folder_is_not_an_error(tmp_path):
    scratch.remove(tmp_path / "never")
    assert not is_over(tmp_path / "never", 1)
