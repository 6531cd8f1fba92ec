"""A student is one row, whatever an upload is called and whatever was removed since."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.batch.enrolment import enrol, members
from grader.batch.gradebook import Gradebook
from grader.batch.tables import Received
from grader.batch.uploads import Student, find

Files = Callable[..., Path]
KIM = Student(id="2026001", name="Kim Minsu")
LEE = Student(id="2026002", name="Lee")


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Gradebook]:
    with Gradebook(tmp_path / "gradebook.db") as opened:
        yield opened


def run(book: Gradebook, folder: Path, roster: list[Student] | None, **options: bool) -> list[str]:
    """What the uploads in a folder are called; each is handed in."""
    uploads = enrol(book, find(folder, roster).uploads, roster, **options).uploads
    for upload in uploads if options.get("keep", True) else ():
        book.receive(Received(student=upload.label, work="a", shown=upload.label))
    return [upload.label for upload in uploads]


def rows(book: Gradebook) -> dict[str, str]:
    return {name: student.id for name, student in members(book).items() if student.listed}


def test_without_a_roster_a_student_is_called_as_the_upload(book: Gradebook, files: Files) -> None:
    assert run(book, files("kim.py"), None) == ["kim"]
    assert rows(book) == {"kim": "kim"}


def test_a_renamed_upload_is_the_same_student(book: Gradebook, files: Files) -> None:
    folder = files("Kim Minsu.py")
    assert run(book, folder, [KIM, LEE]) == ["Kim Minsu"]
    (folder / "Kim Minsu.py").rename(folder / "2026001.py")
    for roster in ([KIM, LEE], None):
        assert run(book, folder, roster) == ["Kim Minsu"]
        assert rows(book) == {"Kim Minsu": "2026001", "2026002": "2026002"}


def test_an_upload_that_was_removed_leaves_one_row(book: Gradebook, files: Files) -> None:
    folder = files("Kim Minsu.py", "2026002.py")
    run(book, folder, [KIM, LEE])
    (folder / "Kim Minsu.py").unlink()
    assert run(book, folder, [KIM, LEE]) == ["2026002"]
    assert rows(book) == {"Kim Minsu": "2026001", "2026002": "2026002"}


def test_names_from_before_there_was_a_roster_become_one_student(book: Gradebook, files: Files) -> None:
    folder = files("Kim Minsu.py")
    run(book, folder, None)
    (folder / "Kim Minsu.py").rename(folder / "2026001.py")
    run(book, folder, None)
    assert len(rows(book)) == 2
    assert run(book, folder, [KIM]) == ["Kim Minsu"]
    assert rows(book) == {"Kim Minsu": "2026001"}
    assert book.last().keys() == {"Kim Minsu"}


def test_who_hands_in_for_the_first_time_is_called_as_the_upload(book: Gradebook, files: Files) -> None:
    folder = files("Lee.py")
    run(book, folder, [KIM, LEE])
    assert rows(book) == {"2026001": "2026001", "Lee": "2026002"}
    (folder / "Kim Minsu.py").write_text("x = 1\n")
    run(book, folder, [KIM, LEE])
    assert rows(book) == {"Kim Minsu": "2026001", "Lee": "2026002"}


def test_two_uploads_of_one_student_are_one_case(book: Gradebook, files: Files) -> None:
    folder = files("2026001.py", "Kim Minsu/doubles.py")
    found = find(folder, [KIM])
    (upload,) = enrol(book, found.uploads, [KIM]).uploads
    assert upload.rivals
    assert [path.name for path in upload.paths] == ["2026001.py", "Kim Minsu"]


def test_who_left_the_roster_is_not_in_it(book: Gradebook, files: Files) -> None:
    folder = files("Lee.py")
    run(book, folder, [KIM, LEE])
    run(book, folder, [KIM])
    assert rows(book) == {"2026001": "2026001"}
    assert not members(book)["Lee"].listed


def test_looking_ahead_says_the_names_and_keeps_nothing(book: Gradebook, files: Files) -> None:
    assert run(book, files("Kim Minsu.py"), [KIM], keep=False) == ["Kim Minsu"]
    assert members(book) == {}
