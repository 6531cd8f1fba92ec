"""Who handed in what: the folder of uploads, and the roster."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.batch.uploads import ClassError, Student, find, read_roster

Files = Callable[..., Path]


def labels(folder: Path) -> list[str]:
    return [upload.label for upload in find(folder).uploads]


def test_the_name_of_an_upload_is_the_student(files: Files) -> None:
    folder = files("kim.py", "lee/doubles.py", "park.ipynb", "choi.zip")
    assert labels(folder) == ["choi", "kim", "lee", "park"]


def test_a_file_that_is_not_an_upload_is_named_and_skipped(files: Files) -> None:
    found = find(files("kim.py", "notes.txt", ".DS_Store", "__MACOSX/kim.py"))
    assert [upload.label for upload in found.uploads] == ["kim"]
    assert found.ignored == ["notes.txt"]


def test_two_uploads_of_one_student_stay_together(files: Files) -> None:
    (upload,) = find(files("kim.py", "kim.zip")).uploads
    assert [path.name for path in upload.paths] == ["kim.py", "kim.zip"]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_korean_names_are_the_same_however_they_are_composed(files: Files, form: str) -> None:
    folder = files(unicodedata.normalize(form, "김철수.py"))
    (upload,) = find(folder, [Student(id="1", name="김철수")]).uploads
    assert (upload.label, upload.student.id) == ("김철수", "1")


def test_one_student_twice_in_both_forms_is_one_student(files: Files) -> None:
    folder = files(unicodedata.normalize("NFC", "김철수.py"), unicodedata.normalize("NFD", "김철수") + "/doubles.py")
    assert len(find(folder).uploads[0].paths) == 2


def test_an_upload_is_found_in_the_roster_by_id_or_by_a_name_that_is_nobody_elses(files: Files) -> None:
    roster = [Student(id="1", name="Kim Minsu"), Student(id="2", name="Lee"), Student(id="3", name="Lee")]
    found = find(files("kim  minsu.py", "2.py", "Lee.py"), roster)
    assert [(upload.label, upload.student.id, upload.student.listed) for upload in found.uploads] == [
        ("2", "2", True),
        ("Lee", "Lee", False),  # which of the two?
        ("kim  minsu", "1", True),
    ]
    assert [student.id for student in found.absent] == ["3"]


def test_a_look_alike_does_not_take_another_students_place(files: Files) -> None:
    roster = [Student(id="kim"), Student(id="Lee", name="K Lee"), Student(id="lee")]
    alike = ["KIM.py", "kim.py", "\u212aim.py", "kim\u200b.py", "LEE.py", "lee.py", "k lee.py"]
    found = find(files(*alike), roster)
    listed = {upload.label: upload.student.id for upload in found.uploads if upload.student.listed}
    assert listed == {"kim": "kim", "lee": "lee", "k lee": "Lee"}
    assert len(found.uploads) == len(alike)
    assert found.absent == []


def test_a_name_with_an_unseen_character_is_found_in_a_roster_that_has_it_too(files: Files) -> None:
    (upload,) = find(files("kim\u200b.py"), [Student(id="1", name="kim\u200b")]).uploads
    assert upload.student.id == "1"


def test_names_that_are_not_valid_text_are_shown_as_text(files: Files) -> None:
    bad = os.fsdecode(b"\xff")
    found = find(files(f"kim{bad}.py", f"kim{bad}/doubles.py", f"notes{bad}.txt", f"lee{bad}.py"))
    assert [upload.label for upload in found.uploads] == ["kim\\xff", "lee\\xff"]
    assert len(found.uploads[0].paths) == 2
    assert found.ignored == ["notes\\xff.txt"]


@pytest.mark.parametrize(
    "made",
    [
        lambda folder: None,
        lambda folder: folder.rmdir(),
        lambda folder: (folder.rmdir(), folder.write_text("x")),
    ],
    ids=["empty", "missing", "a file"],
)
def test_a_folder_without_a_class_is_told_in_one_line(wording: object, files: Files, made: Callable) -> None:
    folder = files()
    made(folder)
    with pytest.raises(ClassError) as caught:
        find(folder)
    assert str(caught.value) == wording


def roster(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "roster.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_roster_as_a_spreadsheet_writes_it(tmp_path: Path) -> None:
    path = roster(tmp_path, b"\xef\xbb\xbfID, Name ,Language,Room\r\n1,\xea\xb9\x80,ko,A\r\n2,,\r\n")
    assert read_roster(path) == [Student(id="1", name="김", language="ko"), Student(id="2")]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "name,language\nKim,ko\n",
        "id\n1\n1\n",
        "id,name\n,Kim\n",
        "id,language\n1,fr\n",
        b"id\n\xff\xfe\n",
    ],
    ids=["empty", "no id", "twice", "no id here", "language", "encoding"],
)
def test_a_roster_with_a_mistake_names_its_line(wording: object, tmp_path: Path, content: str | bytes) -> None:
    with pytest.raises(ClassError) as caught:
        read_roster(roster(tmp_path, content))
    assert str(caught.value) == wording


def test_a_roster_that_is_not_there(wording: object, tmp_path: Path) -> None:
    with pytest.raises(ClassError) as caught:
        read_roster(tmp_path / "roster.csv")
    assert str(caught.value) == wording
