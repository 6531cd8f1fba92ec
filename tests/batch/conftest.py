"""A class that hands in the exercise `doubles`, and what grades it."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from canned import CannedEngine
from class_folder import Class
from postgres import Server
from postgres import find as find_postgres
from postgres import server as server_in
from small_course import small_course

from grader.processes.client import ForkServer


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A database server, which needs Debian's package postgresql."""
    programs = find_postgres()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    with tempfile.TemporaryDirectory(prefix="pg", dir="/tmp") as folder:  # the path of a socket is short
        Path(folder).chmod(0o711)
        with server_in(programs, Path(folder) / "server") as running:
            yield running


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where a gradebook may be kept."""
    if request.param == "SQLite":
        return tmp_path / "gradebook.db"
    return request.getfixturevalue("postgres").new_database(f"g{uuid.uuid4().hex}")


@pytest.fixture
def pupils(tmp_path: Path, server: ForkServer) -> Class:
    return Class(tmp_path, small_course(tmp_path / "course"), server)


@pytest.fixture
def term(tmp_path: Path) -> Class:
    """A class whose results come from nowhere, so that a term of it takes no time."""
    course = small_course(tmp_path / "course")
    return Class(tmp_path, course, None, CannedEngine(course))


@pytest.fixture
def files(tmp_path: Path) -> Callable[..., Path]:
    """`files("kim.py", "lee/doubles.py")` is a folder with these."""

    def make(*names: str) -> Path:
        folder = tmp_path / "class"
        folder.mkdir(exist_ok=True)
        for name in names:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text("x = 1\n")
        return folder

    return make
