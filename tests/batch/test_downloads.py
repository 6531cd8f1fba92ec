"""Downloads of learning systems, from the zip to what a run over them would do."""

from __future__ import annotations

import io
import os
import shutil
import typing
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from class_folder import Class
from small_course import RIGHT, small_course

from grader.batch import download
from grader.batch.download import opened, unpack
from grader.batch.shapes import SHAPES
from grader.batch.uploads import ClassError, FoundUploads, find
from grader.cli import app as cli
from grader.cli import batch

Contents = dict[str, str | bytes]


def zipped(entries: Contents) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return made.getvalue()


CANVAS: Contents = {
    "kimminsu_LATE_101_5001_doubles-1.py": RIGHT,
    "kimminsu_101_4001_doubles.py": "x = 1\n",
    "kimminsu_101_5002_notes.docx": "",
    "leejin_102_5003_work.zip": zipped({"doubles.py": RIGHT}),
    "choi_103_5004_all.rar": "",
    "park_104_text.html": "<p>",
}
MOODLE: Contents = {
    "김철수_4711_assignsubmission_file_/doubles.py": RIGHT,
    "김철수_4711_assignsubmission_file_/more.zip": zipped({"data.csv": "1"}),
    "김철수_4711_assignsubmission_onlinetext_/onlinetext.html": "<p>",
    "Lee Jin_4712_assignsubmission_file_/all.7z": "",
}


@pytest.fixture
def lay(tmp_path: Path) -> Callable[[Contents], Path]:
    """Puts files into a folder."""

    def lay(entries: Contents) -> Path:
        folder = tmp_path / "downloads"
        folder.mkdir(exist_ok=True)
        for name, content in entries.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder

    return lay


@pytest.fixture
def dry_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """What `grade batch --dry-run` says of these uploads."""
    course = small_course(tmp_path / "course").root

    def dry_run(submissions: Path, *options: str) -> str:
        arguments = ["--course", course, "--dry-run", "-o", tmp_path / "out", "--sandbox", "auto"]
        with pytest.raises(SystemExit):
            cli.main(["batch", *map(str, [submissions, *arguments]), *options])
        assert not (tmp_path / "out").exists()
        said = capsys.readouterr()
        return said.out + said.err

    return dry_run


def test_a_dry_run_over_canvas(wording: object, tmp_path: Path, lay: Callable, dry_run: Callable) -> None:
    (tmp_path / "roster.csv").write_text('Student,ID\n Points Possible,\n"Kim, Minsu",101\n"Han, Gone",109\n')
    assert dry_run(lay(CANVAS), "--roster", str(tmp_path / "roster.csv")) == wording


def test_a_dry_run_over_a_zip_of_moodle_in_korean(wording: object, tmp_path: Path, dry_run: Callable) -> None:
    path = tmp_path / "week 3.zip"
    path.write_bytes(zipped(MOODLE))
    said = dry_run(path, "--lang", "ko")
    assert said == wording


METADATA = """\
submission_1:
  :submitters:
  - :name: Kim
    :sid: '1'
  :created_at: 2026-03-02 12:30:00.5 Z
"""
OTHERS: dict[str, Contents] = {
    "Gradescope": {
        "assignment_7_export/submission_metadata.yml": METADATA,
        "assignment_7_export/submission_1/doubles.py": RIGHT,
    },
    "nbgrader": {
        "course/submitted/kim/ps1/doubles.py": RIGHT,
        "course/submitted/kim/ps1/timestamp.txt": "2026-03-02 12:30:00 UTC",
        "course/release/ps1/doubles.py": "",
    },
    "Drive": {"Copy of doubles - 김철수.py": RIGHT, "doubles - Lee의 사본.py": RIGHT, "doubles (1).py": ""},
    "classroom": {
        "doubles-kim/.git/HEAD": "",
        "doubles-kim/doubles.py": RIGHT,
        "doubles-lee/.git/HEAD": "",
        "scores.csv": "",
    },
    "plain": {
        "kim.py": RIGHT,
        "kim.zip": "",
        "lee/doubles.py": RIGHT,
        "lee/more.rar": "",
        "notes.txt": "",
        "choi.7z": "",
    },
}


@pytest.mark.parametrize("packed", [False, True], ids=["folder", "zip"])
@pytest.mark.parametrize("system", OTHERS)
def test_a_dry_run_over_others(
    wording: object, tmp_path: Path, lay: Callable, dry_run: Callable, system: str, packed: bool
) -> None:
    path = lay(OTHERS[system])
    if system == "nbgrader":
        path /= "course"
    if packed:
        path = Path(shutil.make_archive(str(tmp_path / "packed"), "zip", path))
    assert dry_run(path) == wording


@pytest.mark.parametrize(
    "shape",
    ["canvsa", "?", "moodle"],
)
def test_a_shape_that_does_not_exist_or_fit(wording: object, lay: Callable, dry_run: Callable, shape: str) -> None:
    assert dry_run(lay({"kim.py": RIGHT}), "--from", shape) == wording


def test_the_help_lists_the_shapes() -> None:
    (option,) = (each for each in typing.get_args(batch.From) if hasattr(each, "metavar"))
    assert option.metavar == "|".join(SHAPES)


def test_a_shape_is_forced(lay: Callable) -> None:
    folder = lay({"kim_2026_1_gates.py": "", "lee_2026_1_gates.py": ""})
    assert len(find(folder).uploads) == 2
    assert len(find(folder, shape="canvas").uploads) == 1
    assert len(find(lay(CANVAS), shape="plain").uploads) == 5


def test_uploads_are_found_in_the_folder_that_wraps_them(lay: Callable) -> None:
    folder = lay({f"week 3/{name}": content for name, content in CANVAS.items()})
    assert find(folder).shape.name == "canvas"


@pytest.mark.parametrize(
    "names", [("doubles.py", "more/x.py"), ("doubles - v1.py", "doubles - v2.py"), ("a/.git/HEAD",)]
)
def test_a_plain_folder_with_one_student_is_not_looked_through(lay: Callable, names: tuple[str, ...]) -> None:
    (upload,) = find(lay({f"kim/{name}": RIGHT for name in names})).uploads
    assert upload.label == "kim"


def test_a_folder_that_is_called_as_an_archive_is_a_folder(lay: Callable) -> None:
    folder = "Kim_1_assignsubmission_file_"
    (kim,) = find(lay({f"{folder}/work.rar/doubles.py": RIGHT, f"{folder}/work.7z": ""})).uploads
    assert [path.name for path in kim.paths] == ["work.rar"]
    assert kim.unread == ("work.7z",)


def uploads(path: Path) -> FoundUploads:
    with opened(path) as (folder, _left):
        return find(folder)


def test_a_zip_and_its_folder_hold_the_same(tmp_path: Path, lay: Callable) -> None:
    for prefix, name in (("", "class"), ("class/", "class"), ("class/", "class-20260302T123000Z-001")):
        path = tmp_path / f"{name}.zip"
        path.write_bytes(zipped({f"{prefix}{name}": "x" for name in ("kim/doubles.py", "lee.py", "__MACOSX/lee.py")}))
        assert [upload.label for upload in uploads(path).uploads] == ["kim", "lee"]
    assert not list(Path(os.environ.get("TMPDIR", "/tmp")).glob("grade-*/*/kim"))


def odd(name: str, kind: int = 0, content: bytes = b"x") -> tuple[zipfile.ZipInfo, bytes]:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = kind << 16
    return entry, content


def test_one_entry_that_cannot_be_unpacked_ends_nothing(tmp_path: Path) -> None:
    path, into = tmp_path / "class.zip", tmp_path / "into"
    into.mkdir()
    with zipfile.ZipFile(path, "w") as archive:
        for entry, content in (
            odd("../../out.py"),
            odd("/tmp/out.py"),
            odd("C:\\out.py"),
            odd("link.py", 0o120777, b"/etc/passwd"),
            odd("fifo.py", 0o010644),
            odd("kim.py"),
            odd("kim.py/inner.py"),
            odd("deep/" * 40 + "x.py"),
            odd("n" * 300 + ".py"),
            odd("lee/doubles.py"),
        ):
            archive.writestr(entry, content)
    assert len(unpack(path, into)) == 8
    found = sorted(str(each.relative_to(into)) for each in into.rglob("*") if each.is_file())
    assert found == ["kim.py", "lee/doubles.py"]
    assert not any(each.is_symlink() for each in into.rglob("*"))
    assert not (tmp_path / "out.py").exists()


def test_an_empty_zip_is_told_by_its_name(wording: object, tmp_path: Path, dry_run: Callable) -> None:
    path = tmp_path / "class.zip"
    path.write_bytes(zipped({}))
    assert dry_run(path) == wording


def test_a_zip_that_is_none_or_too_large(wording: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "class.zip"
    path.write_text("PK")
    with pytest.raises(ClassError) as caught, opened(path):
        pass
    assert str(caught.value) == wording
    path.write_bytes(zipped({"kim.py": "x" * (2 << 20), "lee.py": "x"}))
    monkeypatch.setattr(download, "MAX_BYTES", 1 << 20)
    with pytest.raises(ClassError) as caught, opened(path):
        pass
    assert str(caught.value) == wording


def test_a_download_is_graded(wording: object, pupils: Class) -> None:
    """All of a student's files are one submission, and a second download of the same files changes nothing."""
    for name, content in CANVAS.items():
        pupils.hand_in(name, content)
    outcomes = pupils.grade()
    scores = {name: outcome.report.score for name, outcome in outcomes.items()}
    assert scores == {"kimminsu_101": 4, "leejin_102": 4, "choi_103": 0, "park_104": 0}
    assert len(pupils.judged) == 1  # the same work
    assert str(outcomes["choi_103"].problem) == wording
    (pupils.folder / "kimminsu_LATE_101_5001_doubles-1.py").rename(pupils.folder / "kimminsu_101_6001_doubles-2.py")
    assert all(outcome.report is None for outcome in pupils.grade().values())
