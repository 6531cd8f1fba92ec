"""A submission that was handed in in several pieces becomes one private copy."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from grader.submission.intake import Piece, Submission, SubmissionError, take_all
from grader.submission.private_copy import PrivateCopy


def zipped(**entries: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in entries.items():
            archive.writestr(f"{name}.py", content)
    return made.getvalue()


def take(tmp_path: Path, pieces: dict[str, bytes | str]) -> Submission:
    """Each piece lies somewhere else than its name in the submission says; a text is that of a program in a folder."""
    into = tmp_path / "into"
    into.mkdir()
    found = []
    for number, (name, content) in enumerate(pieces.items()):
        path = tmp_path / f"kim_1_{number}_{name.replace('/', '_')}"
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.mkdir()
            (path / "inner.py").write_text(content)
        found.append(Piece(path, tuple(name.split("/"))))
    return take_all(found, into, "kim")


def copied(submission: Submission) -> list[str]:
    return sorted(str(path.relative_to(submission.folder)) for path in submission.folder.rglob("*") if path.is_file())


def test_files_folders_and_zips_are_one_submission(tmp_path: Path) -> None:
    pieces = {"gates.py": b"x = 1", "rest": "", "more.zip": zipped(mlp=""), "a/data.csv": b"1"}
    assert copied(take(tmp_path, pieces)) == ["a/data.csv", "gates.py", "more/mlp.py", "rest/inner.py"]


def test_one_zip_is_opened_at_the_top(tmp_path: Path) -> None:
    assert copied(take(tmp_path, {"work.zip": zipped(gates="")})) == ["gates.py"]


@pytest.mark.parametrize("name", ["homework.py", "homework.ipynb.txt", "homework.ipynb의 사본"])
def test_one_program_stands_for_any_exercise_under_its_own_name(tmp_path: Path, name: str) -> None:
    taken = take(tmp_path, {name: b"x = 1"})
    assert taken.main is not None
    assert copied(taken) == [taken.main.name]
    assert taken.main.name in ("homework.py", "homework.ipynb")


def test_names_of_zips_that_are_taken_or_lead_out(tmp_path: Path) -> None:
    pieces = {
        "work": "",
        "work.zip": zipped(gates=""),
        "...zip": zipped(mlp=""),
        "gates.py": b"",
        "gates.py.zip": zipped(a=""),
    }
    found = ["gates.py", "gates.py_zip/a.py", "work/inner.py", "work_zip/gates.py", "zip/mlp.py"]
    assert copied(take(tmp_path, pieces)) == found
    assert not (tmp_path / "mlp.py").exists()


def test_hidden_files_are_left_out_and_one_bad_zip_is_named(wording: object, tmp_path: Path) -> None:
    pieces = {".bashrc": b"", "grade.toml": b"", "gates.py": b"", "bad.zip": b"PK"}
    with pytest.raises(SubmissionError) as caught:
        take(tmp_path, pieces)
    assert str(caught.value) == wording
    assert {path.name for path in (tmp_path / "into").iterdir()} <= {"gates.py"}


@pytest.mark.parametrize("parts", [("..", "x.py"), ("a", ".."), ("a/b.py",), ("", "x.py"), (".",)])
def test_no_name_leads_out_of_the_copy(tmp_path: Path, parts: tuple[str, ...]) -> None:
    (tmp_path / "into").mkdir()
    with pytest.raises(ValueError, match="not the name"):
        PrivateCopy("kim", tmp_path / "into", {}).add(parts, io.BytesIO(b"x"))
    assert [path.name for path in tmp_path.rglob("*")] == ["into"]
