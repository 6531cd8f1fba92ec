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
from grader.batch.uploads import ClassError, Found, find
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


def test_a_dry_run_over_canvas(tmp_path: Path, lay: Callable, dry_run: Callable) -> None:
    (tmp_path / "roster.csv").write_text('Student,ID\n Points Possible,\n"Kim, Minsu",101\n"Han, Gone",109\n')
    said = dry_run(lay(CANVAS), "--roster", str(tmp_path / "roster.csv")).splitlines()
    assert said == [
        "These are downloads of Canvas: 4 students, 6 files",
        "not in the roster, but graded: 3 (choi_103, leejin_102, park_104)",
        "nothing handed in: 1 (109)",
        "handed in late: 1 (kimminsu_101)",
        "not graded, because there is a newer version: 1 (kimminsu_101: kimminsu_101_4001_doubles.py)",
        "cannot be opened: 2 (choi_103: choi_103_5004_all.rar, kimminsu_101: kimminsu_101_5002_notes.docx)",
        "typed on the page instead of handed in as a file, not graded: 1 (park_104: park_104_text.html)",
        "choi_103: choi_103_5004_all.rar: this cannot be opened; hand in a .py, an .ipynb or a .zip",
        "kimminsu_101: doubles (handed in for the first time)",
        "leejin_102: doubles (handed in for the first time)",
        "park_104: no file was handed in; hand in a .py, an .ipynb or a .zip",
        "2 exercises: handed in for the first time",
        "2 submissions: nothing to judge",
        "0 submissions are unchanged",
    ]


def test_a_dry_run_over_a_zip_of_moodle_in_korean(tmp_path: Path, dry_run: Callable) -> None:
    path = tmp_path / "week 3.zip"
    path.write_bytes(zipped(MOODLE))
    said = dry_run(path, "--lang", "ko")
    assert said.startswith("Moodle에서 내려받은 파일입니다: 학생 2명, 파일 4개\n")
    assert "김철수_4711: doubles" in said
    assert "all.7z: 열 수 없습니다" in said


METADATA = """\
submission_1:
  :submitters:
  - :name: Kim
    :sid: '1'
  :created_at: 2026-03-02 12:30:00.5 Z
"""
OTHERS: dict[str, tuple[Contents, list[str]]] = {
    "Gradescope": (
        {
            "assignment_7_export/submission_metadata.yml": METADATA,
            "assignment_7_export/submission_1/doubles.py": RIGHT,
        },
        [
            "This is an export of Gradescope: 1 students, 1 files",
            "handed in between 2026-03-02 12:30 UTC and",
            "Kim_1: ",
        ],
    ),
    "nbgrader": (
        {
            "course/submitted/kim/ps1/doubles.py": RIGHT,
            "course/submitted/kim/ps1/timestamp.txt": "2026-03-02 12:30:00 UTC",
            "course/release/ps1/doubles.py": "",
        },
        ["These are submissions of nbgrader: 1 students, 1 files", "2026-03-02 12:30 UTC", "kim: doubles"],
    ),
    "Drive": (
        {"Copy of doubles - 김철수.py": RIGHT, "doubles - Lee의 사본.py": RIGHT, "doubles (1).py": ""},
        [
            "These are files out of Google Drive: 2 students, 2 files",
            "skipped because they are not submissions: 1 (doubles (1).py)",
            "김철수: doubles",
        ],
    ),
    "classroom": (
        {"doubles-kim/.git/HEAD": "", "doubles-kim/doubles.py": RIGHT, "doubles-lee/.git/HEAD": "", "scores.csv": ""},
        ["These are clones of students' repositories: 2 students, 2 files", "doubles-kim: doubles"],
    ),
    "plain": (
        {"kim.py": RIGHT, "kim.zip": "", "lee/doubles.py": RIGHT, "lee/more.rar": "", "notes.txt": "", "choi.7z": ""},
        [
            "These are plain files and folders: 2 students, 3 files",
            "cannot be opened: 2 (lee: more.rar, choi.7z)",
            "skipped because they are not submissions: 1 (notes.txt)",
            "kim: handed in more than once: kim.py and kim.zip; keep only one",
            "lee: doubles (handed in for the first time)",
        ],
    ),
}


@pytest.mark.parametrize("packed", [False, True], ids=["folder", "zip"])
@pytest.mark.parametrize("system", OTHERS)
def test_a_dry_run_over_others(tmp_path: Path, lay: Callable, dry_run: Callable, system: str, packed: bool) -> None:
    contents, lines = OTHERS[system]
    path = lay(contents)
    if system == "nbgrader":
        path /= "course"
    if packed:
        path = Path(shutil.make_archive(str(tmp_path / "packed"), "zip", path))
    said = dry_run(path)
    assert [line for line in lines if line not in said] == [], said


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--from", "canvsa"], "--from canvsa: unknown shape; did you mean canvas? (choose from "),
        (["--from", "?"], "--from ?: unknown shape (choose from "),
        (["--from", "moodle"], "no name in it has the shape moodle; leave --from out, and the shape is recognised"),
    ],
)
def test_a_shape_that_does_not_exist_or_fit(lay: Callable, dry_run: Callable, options: list[str], words: str) -> None:
    assert words in dry_run(lay({"kim.py": RIGHT}), *options)


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


def uploads(path: Path) -> Found:
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


def test_an_empty_zip_is_told_by_its_name(tmp_path: Path, dry_run: Callable) -> None:
    path = tmp_path / "class.zip"
    path.write_bytes(zipped({}))
    assert dry_run(path).startswith(f"grade: {path}: contains no submission")


def test_a_zip_that_is_none_or_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "class.zip"
    path.write_text("PK")
    with pytest.raises(ClassError, match=r"class.zip: this is not a zip file, or it is damaged"), opened(path):
        pass
    path.write_bytes(zipped({"kim.py": "x" * (2 << 20), "lee.py": "x"}))
    monkeypatch.setattr(download, "MAX_BYTES", 1 << 20)
    with pytest.raises(ClassError, match=r"it holds 2 files of 2 MiB; unpack it yourself"), opened(path):
        pass


def test_a_download_is_graded(pupils: Class) -> None:
    """All of a student's files are one submission, and a second download of the same files changes nothing."""
    for name, content in CANVAS.items():
        pupils.hand_in(name, content)
    outcomes = pupils.grade()
    scores = {name: outcome.report.score for name, outcome in outcomes.items()}
    assert scores == {"kimminsu_101": 4, "leejin_102": 4, "choi_103": 0, "park_104": 0}
    assert len(pupils.judged) == 1  # the same work
    assert "cannot be opened" in str(outcomes["choi_103"].problem)
    (pupils.folder / "kimminsu_LATE_101_5001_doubles-1.py").rename(pupils.folder / "kimminsu_101_6001_doubles-2.py")
    assert all(outcome.report is None for outcome in pupils.grade().values())
