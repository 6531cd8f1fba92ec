"""Which files were saved, whatever an editor does in between and whatever the system tells of it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.course import saves as module
from grader.course.saves import saves

Edit = Callable[[Path], object]
Script = list[Edit | None]


@pytest.fixture
def noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[tuple[set[str], bool]]]:
    """`noticed(edit, None, ...)`: what is told after each edit in a folder with `a.py`; None is a wait. With `silent`,
    the system tells of no change unless it is asked to poll."""

    def noticed(*script: Edit | None, silent: bool = False) -> list[tuple[set[str], bool]]:
        folder = tmp_path / "work"
        folder.mkdir()
        (folder / "a.py").write_text("a")
        left, stop = list(script), threading.Event()

        def watch(place: Path, force_polling: bool | None, **options: Any) -> Iterator[set[object]]:
            while left and place.is_dir():
                edit = left.pop(0)
                if edit is not None:
                    edit(folder)
                yield {"something"} if edit is not None and (not silent or force_polling) else set()
            if not left:
                stop.set()

        monkeypatch.setattr(module, "watch", watch)
        monkeypatch.setattr(module, "WAIT_MS", 1)
        found = [({path.name for path in saved.paths}, saved.polling) for saved in saves(folder, stop)]
        return [(names, polling) for names, polling in found if names]

    return noticed


def write(name: str, text: str = "new") -> Edit:
    def edit(folder: Path) -> None:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)

    return edit


def renamed(folder: Path) -> None:
    """Saves as many editors do."""
    (folder / ".a.py.tmp").write_text("aside")
    (folder / ".a.py.tmp").rename(folder / "a.py")


def deleted(folder: Path) -> None:
    (folder / "a.py").unlink()


@pytest.mark.parametrize("edit", [write("a.py"), write("a.py", ""), renamed, deleted])
def test_each_way_to_save(noticed: Callable, edit: Edit) -> None:
    assert noticed(edit, None) == [({"a.py"}, False)]


def test_a_file_in_a_folder_and_data_count(noticed: Callable) -> None:
    assert noticed(write("notebooks/a.ipynb"), write("data.csv")) == [({"a.ipynb"}, False), ({"data.csv"}, False)]


LITTER = (".a.py.swp", "4913", "a.py~", ".#a.py", "__pycache__/a.pyc", ".ipynb_checkpoints/a-checkpoint.ipynb")


@pytest.mark.parametrize("name", [*LITTER, "a.pyc", ".git/index", ".grade/last.json"])
def test_what_editors_leave_is_no_save(noticed: Callable, name: str) -> None:
    assert noticed(write(name)) == []


def test_the_same_content_saved_again_is_a_save(noticed: Callable) -> None:
    assert noticed(lambda folder: (folder / "a.py").touch()) == [({"a.py"}, False)]


def test_nothing_happens(noticed: Callable) -> None:
    assert noticed(None, None, None) == []


def test_where_no_event_arrives_the_folder_is_polled(noticed: Callable) -> None:
    """The first change is found by looking: an event may still be on its way then, so at the second look it counts."""
    told = noticed(None, write("a.py"), None, None, write("a.py", "again"), silent=True)
    assert told == [({"a.py"}, True), ({"a.py"}, True)]


def test_an_event_that_is_late_is_no_reason_to_poll(noticed: Callable, tmp_path: Path) -> None:
    def late(folder: Path) -> None:
        """The event of what was written before."""

    def early(place: Path) -> None:
        (place / "a.py").write_text("longer than before")

    script: Script = [None, None, late, write("a.py", "x")]
    folder = tmp_path / "work"
    timer = [lambda: early(folder)]
    original = module._look

    def look(place: Path) -> module.FileState:
        if timer and len(calls) == 2:
            timer.pop()()
        calls.append(place)
        return original(place)

    calls: list[Path] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_look", look)
        assert noticed(*script) == [({"a.py"}, False), ({"a.py"}, False)]


def test_a_folder_that_disappears_and_comes_back(noticed: Callable) -> None:
    def back(folder: Path) -> None:
        folder.mkdir()
        write("b.py")(folder)

    told = noticed(lambda folder: (shutil.rmtree(folder), back(folder)), write("b.py", "once more"))
    assert told == [({"a.py", "b.py"}, False), ({"b.py"}, False)]


def test_with_the_system_itself(tmp_path: Path) -> None:
    stop = threading.Event()
    looks = saves(tmp_path, stop)
    timer = threading.Timer(0.1, lambda: (tmp_path / "a.py").write_text("a"))
    timer.start()
    saved = next(saved for saved in looks if saved.paths)
    assert [path.name for path in saved.paths] == ["a.py"]
    shutil.rmtree(tmp_path)
    assert [path.name for path in next(saved for saved in looks if saved.paths).paths] == ["a.py"]
    tmp_path.mkdir()
    (tmp_path / "b.py").write_text("b")
    assert [path.name for path in next(saved for saved in looks if saved.paths).paths] == ["b.py"]
    stop.set()
    assert [saved for saved in looks if saved.paths] == []
    timer.join()
