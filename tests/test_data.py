"""Data with an exercise: `data/NAME/` of a course is where a program opens it, the same for everybody, whatever a
submission brings along."""

from __future__ import annotations

import os
import shutil
import unicodedata
import zipfile
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
from small_course import small_course

from grader.cli import app as cli
from grader.course.data import MAX_BYTES, MAX_FILES, PLACES, data_files
from grader.course.model import Course, course_files, load_course
from grader.grading.grader import Grader, Options
from grader.kits.gradescope import Autograder, make_autograder
from grader.kits.release import make_kit
from grader.processes.policy import LAYERS
from grader.submission.private_copy import MAX_FILES as MAX_HANDED_IN

SOLUTION = """\
import numpy as np
import keras

TABLE = np.loadtxt("data/doubles/table.csv", delimiter=",")


def table():
    # BEGIN SOLUTION
    return TABLE
    # END SOLUTION


def weights():
    # BEGIN SOLUTION
    return np.load("data/doubles/w/weights.npz")["w"]
    # END SOLUTION


def pictures():
    # BEGIN SOLUTION
    found = keras.utils.image_dataset_from_directory("data/doubles/pictures", image_size=(4, 4), shuffle=False)
    return [batch.numpy() for batch in next(iter(found))]
    # END SOLUTION
"""
CHECKS = '''
HERE = np.load("data/doubles/w/weights.npz")["w"]


@pytest.mark.points(1)
def test_table(submission):
    """The numbers of the table"""
    expect(submission.table()).close_to(np.loadtxt("data/doubles/table.csv", delimiter=","))


@pytest.mark.points(1)
@pytest.mark.hidden
def test_weights(submission):
    """The weights, also for a worker of its own"""
    expect(submission.weights()).close_to(HERE)


@pytest.mark.points(1)
def test_pictures(submission):
    """The pictures and the classes of their folders"""
    rows, labels = submission.pictures()
    expect(rows).of_shape((4, 4, 4, 3))
    expect(labels).close_to([0, 0, 1, 1])
'''
REQUIRED = ("table", "weights", "pictures")
PATIENT = "load = 40\ncall = 20\ncheck = 60\nexercise = 240\n"
WITHOUT = {"every layer": (), "no mounts": ("mounts",), "no layer": LAYERS}


@pytest.fixture
def course(tmp_path: Path) -> Course:
    root = tmp_path / "course"
    data = root / "data" / "doubles"
    (data / "w").mkdir(parents=True)
    (data / "table.csv").write_text("1,2\n3,4\n")
    np.savez(data / "w" / "weights.npz", w=np.arange(6.0))
    for name in ("cats/1", "cats/2", "dogs/1", "dogs/2"):
        path = data / "pictures" / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        plt.imsave(path, np.full((4, 4), 0.5))
    data.chmod(0o700)  # a worker with a uid of its own reads a copy
    (data / "table.csv").chmod(0o600)
    return small_course(root, CHECKS, points=3, solution=SOLUTION, required=REQUIRED, limits=PATIENT)


@pytest.mark.parametrize("without", WITHOUT.values(), ids=WITHOUT)
def test_a_program_alone_finds_the_data_where_it_opens_it(course, server, without):
    report = Grader(course, Options(without=without), server).grade(course.root / "solutions" / "doubles.py")
    assert report.score == 3, report.exercises[0]


HOSTILE = """\
import os
import shutil

NAME = "data/doubles/table.csv"
ATTEMPTS = {
    "write": lambda: open(NAME, "w").write("9,9"),
    "append": lambda: open(NAME, "a").write("9,9"),
    "truncate": lambda: os.truncate(NAME, 0),
    "write where it really is": lambda: open(os.path.realpath(NAME), "r+").write("9,9"),
    "permit": lambda: os.chmod(NAME, 0o666),
    "mark": lambda: os.utime(NAME, (1, 1)),
    "write beside": lambda: open(os.path.dirname(os.path.realpath(NAME)) + "/mine", "w"),
}
MOUNTED = {
    "remove": lambda: os.remove(NAME),
    "replace": lambda: os.rename("mine.csv", NAME),
    "remove the folder": lambda: os.rename("data/doubles", "away"),
}


def table():
    print(sorted(os.listdir("data")), open(NAME).read())
    open("mine.csv", "w").write("9,9")
    open("data/mine.csv", "w").write("its own folder")
    is_mounted = not os.path.islink(NAME)
    for name, attempt in {**ATTEMPTS, **(MOUNTED if is_mounted else {})}.items():
        try:
            attempt()
        except OSError:
            continue
        print("done:", name)


def weights():
    print(sorted(os.listdir("data")), open(NAME).read(), os.stat(NAME).st_atime_ns)
    raise SystemExit


def pictures():
    print(sorted(os.listdir("data")), open(NAME).read())
    raise SystemExit
"""


@pytest.mark.parametrize("without", [(), ("mounts",)], ids=["every layer", "no mounts"])
def test_no_worker_writes_what_another_one_reads(course, server, tmp_path, without):
    program = tmp_path / "doubles.py"
    program.write_text(HOSTILE)
    before = {name: path.read_bytes() for name, path in data_files(course.root, "doubles").items()}
    report = Grader(course, Options(without=without), server).grade(program)
    printed = "\n".join(check.output for check in report.exercises[0].checks)
    assert printed.count("1,2\n3,4\n") == 3, printed
    assert "done:" not in printed
    assert "mine.csv" not in printed.split("1,2")[-1]  # of a worker of its own, after another has written beside it
    assert {name: path.read_bytes() for name, path in data_files(course.root, "doubles").items()} == before


def hand_in(course: Course, folder: Path) -> Path:
    """A workspace as a student zips it: the solution, and the data wherever it was handed out."""
    run("init", folder, "--course", course.root)
    shutil.copy(course.root / "solutions" / "doubles.py", folder / "exercises")
    return folder


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as ended:
        cli.main(list(map(str, words)))
    return int(ended.value.code or 0)


def test_an_altered_copy_never_wins_and_the_student_is_told(course, server, tmp_path):
    grader = Grader(course, Options(), server)
    work = hand_in(course, tmp_path / "work")
    whole = grader.grade(work)
    assert (whole.score, whole.exercises[0].note) == (3, "")
    (work / "exercises/data/doubles/table.csv").write_text("9,9\n")
    (work / "data/doubles/mine.csv").write_text("1")
    altered = grader.grade(work)
    assert altered.score == 3
    assert all(name in str(altered.exercises[0].note) for name in ("data/doubles/mine.csv", "data/doubles/table.csv"))
    assert altered.submission.sha256 == whole.submission.sha256  # it is no part of the work


def test_the_data_in_a_submission_counts_to_no_cap(course, server, tmp_path):
    pictures = course.root / "data" / "doubles" / "pictures" / "dogs"
    for number in range(MAX_HANDED_IN // 3 + 1):
        (pictures / f"n{number}.txt").write_text(str(number))
    work = hand_in(load_course(course.root), tmp_path / "work")
    with zipfile.ZipFile(tmp_path / "work.zip", "w") as archive:
        for path in sorted(work.rglob("*")):
            archive.write(path, path.relative_to(tmp_path))
    report = Grader(load_course(course.root), Options(), server).grade(tmp_path / "work.zip")
    assert (report.score, report.exercises[0].note) == (3, "")


def test_a_result_follows_from_the_data_of_its_exercise(course):
    def suites() -> dict[str, str]:
        return Grader(load_course(course.root)).provenance.suites

    before = suites()
    (course.root / "data" / "elsewhere").mkdir()
    (course.root / "data" / "elsewhere" / "x.csv").write_text("1")  # of no exercise
    assert suites() == before
    path = course.root / "data" / "doubles" / "table.csv"
    path.write_text(path.read_text().replace("4", "5"))
    changed = suites()
    assert changed != before
    path.rename(path.with_name("other.csv"))
    assert suites() not in (before, changed)


def test_it_is_handed_out_with_the_stubs(course, tmp_path, capsys):
    names = {name: path.read_bytes() for name, path in data_files(course.root, "doubles").items()}
    assert len(names) == 6
    every = {(place / name).as_posix(): content for place in PLACES for name, content in names.items()}

    def there(folder: Path) -> dict[str, bytes]:
        found = [path for path in folder.rglob("*") if path.is_file() and "data" in path.relative_to(folder).parts]
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}

    assert run("stubs", "--course", course.root) == 0
    assert there(course.root) == every
    assert run("init", tmp_path / "work", "--course", course.root) == 0
    assert there(tmp_path / "work") == every
    edited = tmp_path / "work" / "exercises" / "data" / "doubles" / "table.csv"
    edited.write_text("mine")
    capsys.readouterr()
    assert run("init", tmp_path / "work") == 0  # a second time
    assert str(edited) in capsys.readouterr().out
    assert edited.read_text() == "mine"


def test_a_reset_puts_it_back_and_keeps_what_was_there(course, tmp_path, monkeypatch):
    work = hand_in(course, tmp_path / "work")
    edited = work / "data" / "doubles" / "table.csv"
    edited.write_text("mine")
    monkeypatch.chdir(work)
    assert run("reset", "doubles") == 2  # it asks first
    assert run("reset", "doubles", "--yes") == 0
    assert edited.read_text() == "1,2\n3,4\n"
    assert "mine" in [path.read_text() for path in (work / ".grade" / "backup").iterdir()]


def test_every_kit_has_it(course, tmp_path):
    names = set(data_files(course.root, "doubles"))
    run("stubs", "--course", course.root)
    kit = make_kit(course)
    assert {name for name in kit.student if "data/" in name} == {
        (place / name).as_posix() for place in PLACES for name in names
    }
    (wheel,) = (data for name, data in kit.student.items() if name.endswith(".whl"))
    (tmp_path / "kit.whl").write_bytes(wheel)
    with zipfile.ZipFile(tmp_path / "kit.whl") as installed:
        assert {f"grader/{name}" for name in names} <= set(installed.namelist())
    assert {name for name in kit.instructor if "data/" in name} == names
    (tmp_path / "autograder.zip").write_bytes(make_autograder(course, Autograder()))
    with zipfile.ZipFile(tmp_path / "autograder.zip") as archive:
        assert {name for name in archive.namelist() if "data/" in name} == {f"course/{name}" for name in names}


def test_machines_of_a_cluster_get_it(course, tmp_path):
    for name, content in course_files(course).items():
        (tmp_path / "there" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "there" / name).write_bytes(content)
    there = Grader(load_course(tmp_path / "there"))
    assert there.provenance.suites == Grader(course).provenance.suites


BAD = {
    "above the cap": (lambda data: os.truncate(data / "table.csv", MAX_BYTES + 1), "32 MiB"),
    "above the cap together": (
        lambda data: [os.truncate(data / "table.csv", MAX_BYTES), (data / "z.csv").write_text("1")],
        "z.csv",
    ),
    "too many": (lambda data: [(data / f"{n}.txt").touch() for n in range(MAX_FILES)], f"more than {MAX_FILES} files"),
    "a link to a file": (lambda data: (data / "users").symlink_to("/etc/passwd"), "users"),
    "a link to a folder": (lambda data: (data / "all").symlink_to("/etc"), "link"),
    "a link in its own place": (
        lambda data: [data.rename(data.parent / "x"), data.symlink_to(data.parent / "x")],
        "link",
    ),
    "a file in its own place": (lambda data: [shutil.rmtree(data), data.write_text("1")], "not a folder"),
    "a pipe": (lambda data: os.mkfifo(data / "pipe"), "pipe"),
    "no text": (lambda data: os.close(os.open(bytes(data) + b"/\xff.csv", os.O_CREAT)), "UTF-8"),
    "a long name": (lambda data: (data / ("x" * 101)).touch(), "100 bytes"),
    "a long path": (lambda data: (data / "/".join(["folder"] * 15)).mkdir(parents=True), "100 bytes"),
    "a name that Windows keeps": (lambda data: (data / "nul.csv").touch(), "nul.csv"),
    "a line break": (lambda data: (data / "a\nb.csv").touch(), "b.csv"),
    "a hidden name": (lambda data: (data / ".secret").touch(), ".secret"),
    "capitals": (lambda data: (data / "TABLE.csv").touch(), "table.csv"),
    "two forms of a letter": (
        lambda data: [(data / unicodedata.normalize(form, "가.csv")).touch() for form in ("NFC", "NFD")],
        "cannot tell",
    ),
}


@pytest.mark.parametrize(("spoil", "reason"), BAD.values(), ids=BAD)
def test_what_cannot_be_handed_out_is_refused_when_the_course_is_loaded(course, tmp_path, capsys, spoil, reason):
    spoil(course.root / "data" / "doubles")
    assert run("list", "--course", course.root) == 2
    printed = capsys.readouterr().err
    assert str(course.root / "data" / "doubles")[:60] in printed
    assert reason in printed
    assert printed.count("\n") == 1


def test_what_systems_and_git_leave_behind_is_no_data(course):
    before = data_files(course.root, "doubles")
    for name in (".DS_Store", "Thumbs.db", ".gitkeep"):
        (course.root / "data" / "doubles" / name).touch()
    assert data_files(course.root, "doubles") == before
