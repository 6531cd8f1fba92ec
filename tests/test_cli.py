"""The `grade` command, with an engine that grades nothing: what is asked of it, what is shown, and the exit code."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import pytest
import typer
from rich.cells import cell_len

from grader.cli import VERBS, options
from grader.cli import app as cli
from grader.cli.speech import speak
from grader.course import model as course
from grader.course import stubs
from grader.course.model import Course, Exercise
from grader.feedback import lines, sentences
from grader.grading import grader as grading
from grader.grading import own_work
from grader.grading.events import CheckFinished, Event, ExerciseStarted, Finished, Warming
from grader.grading.grader import GradingError, Options
from grader.processes.guarantees import complaint
from grader.report.model import CheckResult, ExerciseResult, Isolation, Report, SubmissionInfo

EXERCISE = 'title = "{name}"\npoints = 10\norder = {order}\nrequired = ["f"]\n'
SOLUTION = "def f():\n    # BEGIN SOLUTION\n    return 1\n    # END SOLUTION\n"


@dataclass
class Engine:
    """Stands for `grading.Grader`: remembers what was asked, answers with `score` points or raises `trouble`."""

    score: float = 10
    trouble: BaseException | None = None
    status: str = "passed"
    options: Options = field(default_factory=Options)
    graded: list[tuple[Path, list[str]]] = field(default_factory=list)
    closed: int = 0

    def grader(self, course: Course, options: Options, kept: object = None) -> Engine:
        self.options, self.course = options, course
        return self

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *_: object) -> None:
        self.closed += 1

    def grade(
        self,
        submission: Path,
        exercises: Sequence[Exercise],
        progress: Callable[[Event], None],
        pick: Callable[[Exercise, Sequence[str]], int | None],
    ) -> Report:
        self.pick = pick
        self.graded.append((submission, [exercise.name for exercise in exercises]))
        progress(Warming())
        if self.trouble:
            raise self.trouble
        return Report(
            course=self.course.name,
            submission=SubmissionInfo(str(submission), "0" * 64),
            score=self.score * len(exercises),
            max_score=10.0 * len(exercises),
            exercises=tuple(self._grade(exercise, progress) for exercise in exercises),
            isolation=Isolation("auto", "fork"),
            environment={},
            seed=1,
        )

    def _grade(self, exercise: Exercise, progress: Callable[[Event], None]) -> ExerciseResult:
        progress(ExerciseStarted(exercise))
        points = {"status": self.status, "score": self.score, "max_score": 10.0}
        check = CheckResult(name="test_f", title="large", visibility="hidden", message="secret", hint="think", **points)
        progress(CheckFinished(exercise, check))
        result = ExerciseResult(name=exercise.name, title=exercise.title, checks=(check,), **points)
        progress(Finished(exercise, result))
        return result


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    engine = Engine()
    monkeypatch.setattr(grading, "Grader", engine.grader)
    monkeypatch.setattr(own_work, "Grader", engine.grader)
    monkeypatch.delenv("GRADE_SECRET", raising=False)
    monkeypatch.delenv("GRADE_DEBUG", raising=False)
    monkeypatch.setenv("GRADE_LANG", "en")
    yield engine
    speak("en")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: Engine) -> Path:
    """A course with `gates` and `mlp`, taken for the built-in one, and the current folder with a student's files."""
    for order, name in enumerate(("gates", "mlp")):
        suite = tmp_path / "course" / "suites" / name
        suite.mkdir(parents=True)
        (suite / "exercise.toml").write_text(EXERCISE.format(name=name, order=order))
        (suite / "test_f.py").touch()
    (tmp_path / "course" / "solutions").mkdir()
    for name in ("gates", "mlp"):
        (tmp_path / "course" / "solutions" / f"{name}.py").write_text(SOLUTION)
    (tmp_path / "course" / "exercises").mkdir()
    (tmp_path / "student" / "exercises").mkdir(parents=True)
    own = tmp_path / "course"
    monkeypatch.setattr(options, "load_course", lambda folder, **keys: course.load_course(folder or own, **keys))
    monkeypatch.chdir(tmp_path / "student")
    return tmp_path / "student"


@dataclass
class Ran:
    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def grade(here: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `grade` with these words."""

    def run(*words: str) -> Ran:
        with pytest.raises(SystemExit) as end:
            cli.main(words)
        return Ran(end.value.code, *capsys.readouterr())

    return run


def test_alone_it_grades_the_exercises_here(grade: Run, engine: Engine) -> None:
    ran = grade()
    assert ran.code == 0
    assert engine.graded == [(Path("exercises"), ["gates", "mlp"])]
    assert "gates: passed, 10 of 10 points" in ran.out
    assert "Total: 20 of 20 points" in ran.out
    assert engine.options == Options(sandbox="auto", start="fork", secret="")


def test_an_assignment_is_graded_and_listed_by_its_name(grade: Run, engine: Engine, here: Path) -> None:
    path = here.parent / "course" / "suites" / "course.toml"
    path.write_text('[assignments.week3]\nexercises = ["mlp"]\ntitle = "Third week"\n')
    grade("week3")
    assert engine.graded == [(Path("exercises"), ["mlp"])]
    assert ["week3", "Third", "week", "10", "mlp"] in [line.split() for line in grade("list").out.splitlines()]
    assert "Third week: 10 of 10 points\nTotal: 10 of 20 points" in grade("status").out
    assert grade("reset", "week3").code == 2
    path.write_text('[assignments.export]\nexercises = ["mlp"]\n')
    ran = grade()
    assert (ran.code, "course.toml: assignments.export: " in ran.err) == (2, True)


@pytest.mark.parametrize(
    "words", [("mlp", "--sandbox", "off"), ("--sandbox", "off", "mlp"), ("mlp", "--sandbox=off", "mlp")]
)
def test_options_stand_before_or_after_names(grade: Run, engine: Engine, words: tuple[str, ...]) -> None:
    grade(*words)
    assert engine.graded == [(Path("exercises"), ["mlp"])]
    assert engine.options.sandbox == "off"


def test_anothers_work_is_graded_in_a_strict_sandbox(grade: Run, here: Path, engine: Engine) -> None:
    (here / "alice.py").touch()
    grade("-s", "alice.py", "gates")
    assert engine.graded == [(Path("alice.py"), ["gates"])]
    assert engine.options.sandbox == "strict"
    grade("-s", "alice.py", "--sandbox", "auto")
    assert engine.options.sandbox == "auto"


@pytest.mark.parametrize(
    ("words", "graded"),
    [
        (("gates.py",), ["gates"]),
        (("mlp.ipynb",), ["mlp"]),
        (("gates.py", "mlp"), ["mlp"]),
        (("chapter.ipynb",), ["gates", "mlp"]),
    ],
)
def test_a_program_named_after_an_exercise_is_graded_as_that_one(
    grade: Run, here: Path, engine: Engine, words: tuple[str, ...], graded: list[str]
) -> None:
    (here / words[0]).write_text("x = 1\n")
    grade("-s", *words)
    assert engine.graded == [(Path(words[0]), graded)]


def test_a_course_elsewhere_brings_its_own_exercises(grade: Run, here: Path, engine: Engine) -> None:
    grade("--course", "../course", "mlp")
    assert engine.graded == [(Path("../course/exercises"), ["mlp"])]


def test_the_secret_comes_from_the_environment(
    wording: object, grade: Run, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADE_SECRET", "s3cret")
    ran = grade("--start", "spawn")
    assert engine.options == Options(sandbox="auto", start="spawn", secret="s3cret")
    assert "s3cret" not in ran.out + ran.err
    assert ran.err == wording


def test_an_empty_folder_is_graded_like_any_other(wording: object, grade: Run, engine: Engine) -> None:
    engine.score, engine.status = 0, "not_started"
    ran = grade()
    assert ran.code == 1
    assert ran.out == wording


@pytest.mark.parametrize(("score", "status", "code"), [(10, "passed", 0), (4, "failed", 1), (10, "internal", 3)])
def test_the_exit_code_tells_the_outcome(grade: Run, engine: Engine, score: float, status: str, code: int) -> None:
    engine.score, engine.status = score, status
    assert grade().code == code


def test_a_second_run_replaces_the_report_of_the_first(wording: object, grade: Run, engine: Engine, here: Path) -> None:
    assert grade("-o", "a.json", "--output", "b.json").code == 0
    assert json.loads((here / "a.json").read_text()) == json.loads((here / "b.json").read_text())
    engine.score = 5
    ran = grade("-o", "a.json")
    assert ran.code == 1
    assert ran.out == wording
    assert json.loads((here / "a.json").read_text())["score"] == 10
    assert sorted(path.name for path in here.iterdir()) == [".grade", "a.json", "b.json", "exercises"]


def test_only_the_first_lost_points_are_told_in_full_unless_all_are_wanted(grade: Run, engine: Engine) -> None:
    engine.score, engine.status = 0, "failed"
    assert grade().out.count("wrong: large") == 1
    for words in (("--all",), ("--audience", "instructor")):
        assert grade(*words).out.count("wrong: large") == 2


@pytest.mark.parametrize(
    ("work", "folder"),
    [
        ("exercises", "exercises"),
        ("{here}/exercises", "exercises"),
        ("gates.py", "."),
        ("../student/exercises", "exercises"),
        ("{here}/../course", "{here}/../course"),
        ("alice.zip", None),
    ],
)
def test_places_are_paths_from_the_current_folder(work: str, folder: str | None, here: Path) -> None:
    (here / "gates.py").touch()
    (here / "alice.zip").touch()
    found = cli.folder_of(Path(work.format(here=here)))
    assert found == (Path(folder.format(here=here)) if folder else None)


def test_a_student_sees_no_run_of_a_hidden_check_an_instructor_does(grade: Run, engine: Engine, here: Path) -> None:
    engine.score, engine.status = 0, "failed"
    ran = grade("-o", "student.json")
    assert "think" in ran.out
    assert "secret" not in ran.out + (here / "student.json").read_text()
    ran = grade("-o", "instructor.json", "--audience", "instructor")
    assert "secret" in ran.out
    assert "secret" in (here / "instructor.json").read_text()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--fsat",), "오류: 그런 옵션은 없습니다: --fsat"),
        (("init",), "사용법: grade init [OPTIONS] {DIR}\n도움말: grade init -h\n\n오류: 빠진 인자: DIR\n"),
        (("-s", "nowhere"), "'-s' / '--submission': 그런 파일이나 폴더가 없습니다: 'nowhere'"),
        (("gates", "-o"), "옵션 뒤에 값이 필요합니다: -o"),
        (("lst",), "혹시 grade list 말인가요?"),
        (("help",), "`grade -h`"),
    ],
)
def test_what_is_wrong_with_the_words_is_said_in_korean(
    grade: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], says: str
) -> None:
    monkeypatch.setenv("GRADE_LANG", "ko")
    ran = grade(*words)
    assert ran.code == 2
    assert says in ran.err


@pytest.mark.parametrize(
    "words",
    [
        ("gate",),
        ("gates", "list"),
        ("--course", "nowhere"),
        ("-s", "nowhere"),
        ("--sandbox", "loose"),
        ("--audience", "parent"),
        ("--fast",),
        ("-o", "report.pdf"),
        ("-o", "a.json", "-o", "missing/b.json"),
        ("-o", "exercises/"),
        ("list", "gates"),
        ("schema", "--course", "."),
    ],
)
def test_what_is_wrong_with_the_words_is_said_before_grading(
    grade: Run, engine: Engine, words: tuple[str, ...], wording: object
) -> None:
    ran = grade(*words)
    assert ran.code == 2
    assert ran.err == wording
    assert engine.graded == []


def test_without_an_exercises_folder_it_says_where_to_go(
    wording: object, grade: Run, engine: Engine, here: Path
) -> None:
    (here / "exercises").rmdir()
    ran = grade()
    assert ran.code == 2
    assert ran.err == wording


def test_configuration_trouble_is_one_line(grade: Run, engine: Engine) -> None:
    engine.trouble = GradingError("strict needs landlock, which this kernel lacks; use --sandbox auto")
    ran = grade()
    assert ran.code == 2
    assert ran.err == f"grade: {engine.trouble}\n"
    assert engine.closed == 1


def test_our_own_fault_is_one_line(wording: object, grade: Run, engine: Engine) -> None:
    engine.trouble = ZeroDivisionError("division\nby \x1b[31mzero")
    ran = grade()
    assert ran.code == 3
    assert ran.err == wording
    assert engine.closed == 1


def test_a_pipe_that_breaks_inside_the_engine_is_our_fault(grade: Run, engine: Engine) -> None:
    engine.trouble = BrokenPipeError()
    ran = grade()
    assert ran.code == 3
    assert "a process of the grader ended too early" in ran.err


def test_what_strict_lacks_is_told_line_by_line(wording: object, grade: Run, engine: Engine) -> None:
    """A name with a line end in it makes no line of its own."""
    told = complaint(("seccomp", "limits", "identity", "mounts"))
    engine.trouble = GradingError(sentences(*lines(told), "x\n::error::y", separator="\n"))
    told_lines = grade("-s", "exercises").err.splitlines()
    assert "\n".join(told_lines[:-1]) == wording
    assert told_lines[-1] == "x ::error::y"


def test_the_traceback_is_there_for_those_who_ask(here: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADE_DEBUG", "1")
    engine.trouble = ZeroDivisionError("division by zero")
    with pytest.raises(ZeroDivisionError):
        cli.main([])


def test_ctrl_c_stops_the_engine_too(grade: Run, engine: Engine) -> None:
    engine.trouble = KeyboardInterrupt()
    ran = grade()
    assert ran.code == 130
    assert ran.err == "grade: stopped\n"
    assert engine.closed == 1


def test_help_shows_options_verbs_and_examples_on_one_page(grade: Run) -> None:
    page = grade("--help").out
    assert "[EXERCISES]..." in page
    for word in (
        "--submission",
        "--output",
        "--sandbox",
        "grade init",
        "grade list",
        "grade schema",
        "grade stubs",
        "grade gates",
    ):
        assert word in page
    assert len(page.splitlines()) <= 70
    assert max(map(len, page.splitlines())) <= 80


def test_the_verbs_are_words_that_no_exercise_may_have() -> None:
    assert set(typer.main.get_command(cli.verbs()).commands) == VERBS


def test_version(grade: Run) -> None:
    ran = grade("--version")
    assert ran.code == 0
    assert ran.out.startswith("grade ")


def test_list_tells_how_far_each_file_is(grade: Run, here: Path) -> None:
    def states() -> list[str]:
        rows = [" ".join(line.split()) for line in grade("list").out.splitlines()]
        return [row for row in rows if row.startswith(("gates", "mlp"))]

    assert states() == ["gates gates 10 missing", "mlp mlp 10 missing"]
    stub = stubs.make_stub(SOLUTION)
    (here / "exercises" / "gates.py").write_text(stub)
    (here / "exercises" / "mlp.py").write_text(stub.replace("raise", "return 2 #"))
    assert states() == ["gates gates 10 not started", "mlp mlp 10 edited"]
    (here / "exercises" / "gates.py").unlink()
    (here / "exercises" / "gates.ipynb").touch()
    assert states()[0] == "gates gates 10 edited"


def test_list_knows_a_notebook_that_was_run_and_a_stub_in_korean(wording: object, grade: Run, here: Path) -> None:
    assert grade("init", ".", "--lang", "ko").code == 0
    path = here / "exercises" / "notebooks" / "gates.ipynb"
    notebook = json.loads(path.read_text())
    notebook["cells"][1]["outputs"] = [{"output_type": "error", "traceback": ["raise NotImplementedError()"]}]
    path.write_text(json.dumps(notebook))
    assert "edited" not in grade("list").out
    notebook["cells"][1]["source"] = "def f(): return 1"
    path.write_text(json.dumps(notebook))
    assert "gates 10 edited" in " ".join(grade("list").out.split())
    file = here / "exercises" / "gates.py"
    file.write_text(file.read_text().replace("raise", "return 2 #"))
    assert " ".join(grade("list").out.split()) == wording


def test_list_without_solutions_compares_with_the_courses_own_stub(grade: Run, here: Path) -> None:
    given = here.parent / "course"
    (given / "solutions" / "gates.py").unlink()
    (given / "exercises" / "gates.py").write_text("def f(): ...\n")
    (here / "exercises" / "gates.py").write_text("def f(): ...\n")
    assert "not started" in grade("list").out


def test_a_solution_without_markers_is_the_authors_error(grade: Run, here: Path) -> None:
    (here.parent / "course" / "solutions" / "gates.py").write_text("def f(): return 1\n")
    (here / "exercises" / "gates.py").touch()
    ran = grade("list")
    assert ran.code == 2
    assert "solutions/gates.py: " in ran.err


def test_schema_is_json(grade: Run) -> None:
    assert json.loads(grade("schema").out)["$defs"]["Report"]["type"] == "object"


def test_stubs_are_written_and_edited_ones_kept_without_force(grade: Run, here: Path) -> None:
    ran = grade("stubs", "--course", "../course")
    assert ran.code == 0
    assert len(ran.out.splitlines()) == 4
    gates = here.parent / "course" / "exercises" / "gates.py"
    gates.write_text("edited")
    assert grade("stubs", "--course", "../course").code == 2
    assert gates.read_text() == "edited"
    assert grade("stubs", "--course", "../course", "--force").code == 0
    assert gates.read_text() == stubs.make_stub(SOLUTION)


def test_a_grading_of_ones_own_work_is_remembered_and_no_others(
    wording: object, grade: Run, engine: Engine, here: Path
) -> None:
    (here / "mlp.py").touch()
    assert grade("-s", "mlp.py").code == 0
    assert not (here / ".grade").exists()
    engine.score, engine.status = 4, "failed"
    assert grade("gates").code == 1
    assert "gates 4/10 " in (rows := " ".join(grade("status").out.split()))
    assert "mlp -/10 " in rows
    assert grade("hint").err == wording  # the suite in this test is empty


def test_init_makes_a_folder_in_which_grade_works(grade: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = grade("init", "new/folder")
    assert ran.code == 0
    assert ran.out == "new/folder: 6 files written\nNext: cd new/folder && grade\n"
    monkeypatch.chdir("new/folder")
    assert grade().code == 0
    assert grade("list").out.count("not started") == 2
    assert "grade NAME" in Path("README.md").read_text()


def test_init_again_keeps_what_was_edited_and_renews_the_rest(grade: Run, here: Path) -> None:
    grade("init", ".")
    assert grade("init", ".").out.startswith(".: 0 files written\n")
    mine = here / "exercises" / "gates.py"
    mine.write_text("def f(): return 1\n")
    (here / "exercises" / "mlp.py").unlink()
    ran = grade("init", ".", "--lang", "ko")
    assert ran.code == 0
    assert "exercises/gates.py" in ran.out
    assert mine.read_text() == "def f(): return 1\n"
    assert "이 함수를 작성하세요" in (here / "exercises" / "mlp.py").read_text()
    assert "이 함수를 작성하세요" in (here / "exercises" / "notebooks" / "mlp.ipynb").read_text()


def test_init_leaves_a_readme_of_ones_own_alone(grade: Run, here: Path) -> None:
    (here / "README.md").write_text("mine")
    assert grade("init", ".").code == 0
    assert (here / "README.md").read_text() == "mine"


def test_init_does_not_take_a_file_for_a_folder(wording: object, grade: Run, here: Path) -> None:
    (here / "file").touch()
    ran = grade("init", "file")
    assert ran.code == 2
    assert ran.err == wording


def test_the_option_decides_on_the_language_before_the_environment(
    wording: object, grade: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADE_LANG", "ko")
    assert "연습문제" in grade("list").out
    assert "exercise" in grade("list", "--lang", "en").out
    assert "exercise" in grade("--lang", "en", "list").out
    assert "그런 연습문제는 없습니다" in grade("nothing").err
    assert grade("--lang=en", "nothing").err == wording
    monkeypatch.setenv("GRADE_LANG", "fr")
    assert "exercise" in grade("list").out


def test_a_language_that_there_is_not_is_a_usage_error(grade: Run, engine: Engine) -> None:
    ran = grade("--lang", "fr")
    assert ran.code == 2
    assert ran.err == "grade: --lang fr: not supported (choose from en, ko)\n"
    assert engine.graded == []


@pytest.mark.parametrize("words", [("--help",), ("init", "--help"), ("list", "--help")])
def test_help_in_korean_fits_the_page_too(grade: Run, words: tuple[str, ...]) -> None:
    page = grade(*words, "--lang", "ko").out
    assert "언어" in page
    assert max(map(cell_len, page.splitlines())) <= 80


def test_at_a_terminal_it_asks_which_of_two_edited_files_counts(
    grade: Run, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    grade("gates")
    exercise, names = engine.course.exercises[0], ["gates.py", "notebooks/gates.ipynb"]
    assert engine.pick(exercise, names) is None  # there is no terminal here
    monkeypatch.setattr("sys.stdin", Answers("3\nnotebook\n2\n"))
    monkeypatch.setattr("sys.stdout", Answers())
    assert engine.pick(exercise, names) == 1
    assert "  2  notebooks/gates.ipynb" in sys.stdout.getvalue()


def test_no_answer_to_that_question_stops(
    grade: Run, engine: Engine, monkeypatch: pytest.MonkeyPatch, here: Path
) -> None:
    def asks(*args: object, **kwargs: object) -> None:
        raise typer.Abort  # Ctrl-C or Ctrl-D at a question of typer's

    monkeypatch.setattr(cli, "_grade", asks)
    assert (grade().code, grade().err) == (130, "grade: stopped\n")


class Answers(io.StringIO):
    """A terminal with what is typed there."""

    def isatty(self) -> bool:
        return True


def run_apart(
    *words: str, stdout: int | IO[bytes] = subprocess.PIPE, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """`grade` in a process of its own, without a terminal."""
    program = "import sys; from grader.cli.app import main; main(sys.argv[1:])"
    return subprocess.run(
        [sys.executable, "-c", program, *words],
        env={**os.environ, "PYTHONPATH": str(Path(cli.__file__).parent.parent), **environment},
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        check=False,
    )


def test_help_imports_nothing_heavy() -> None:
    ran = run_apart("--help", PYTHONPROFILEIMPORTTIME="1")
    imported = {line.rsplit(b"|", 1)[1].strip().split(b".")[0] for line in ran.stderr.splitlines() if b"|" in line}
    assert ran.returncode == 0
    assert b"typer" in imported
    assert imported.isdisjoint({b"tensorflow", b"keras", b"numpy", b"pytest", b"hypothesis", b"rich", b"matplotlib"})


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as closed:
        ran = run_apart("schema", stdout=closed)
    assert ran.stderr == b""


def test_without_a_terminal_the_list_is_plain_even_in_latin_1(tmp_path: Path) -> None:
    suite = tmp_path / "suites" / "gates"
    suite.mkdir(parents=True)
    (suite / "exercise.toml").write_text(EXERCISE.format(name="논리", order=1), encoding="utf-8")
    (suite / "test_f.py").touch()
    for encoding in ("utf-8", "latin-1"):
        ran = run_apart("list", "--course", str(tmp_path), PYTHONIOENCODING=encoding)
        assert ran.returncode == 0
        assert b"missing" in ran.stdout
        assert b"\x1b" not in ran.stdout
        assert ("논리" in ran.stdout.decode(encoding)) == (encoding == "utf-8")
