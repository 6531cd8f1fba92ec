"""What a gradebook keeps, which attempt counts, and when it refuses."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from msgspec.structs import replace
from postgres import Server
from sqlalchemy import event, func, select, text

from grader.batch import gradebook
from grader.batch.database import GradebookError, GradebookPlace, connect
from grader.batch.gradebook import Gradebook
from grader.batch.policy import AttemptChoice
from grader.batch.remarks import report_of
from grader.batch.rules import ClassRules
from grader.batch.standing import Basis, Standing, standings
from grader.batch.tables import Base, File, Received
from grader.report.model import ExerciseResult, Isolation, Report, SubmissionInfo

NAMES = ("gates", "mlp")
RESULTS = tuple(ExerciseResult(name=name, title=name, status="passed", score=1, max_score=5) for name in NAMES)
REPORT = Report(
    course="c",
    submission=SubmissionInfo("kim", "0"),
    score=2,
    max_score=10,
    exercises=RESULTS,
    isolation=Isolation("strict", "fork"),
    environment={"suites": "old"},
    seed=1,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "gradebook.db"


@pytest.fixture
def book(place: Path | str) -> Iterator[Gradebook]:
    with Gradebook(place) as opened:
        yield opened


def scored(score: float, suites: str = "old", status: str = "passed") -> Report:
    first, second = (replace(result, status=status, score=score / 2) for result in RESULTS)
    results = (first, second)
    return replace(REPORT, score=score, environment={"suites": suites}, exercises=results)


def test_a_result_is_kept_once_under_its_key(book: Gradebook) -> None:
    for _ in range(2):
        book.add_result("k", "work", "v1", RESULTS[0])
    assert book.keys() == {"k"}
    assert book.result("k") == RESULTS[0]
    assert book.suites_of("gates", "work") == {"v1"}


def hand_in(book: Gradebook, work: str, report: Report, student: str = "kim", **more: object) -> int:
    """Keeps an attempt and what it was graded."""
    attempt = book.receive(Received(student=student, work=work, shown=student, **more))
    suites = dict.fromkeys(NAMES, report.environment["suites"])
    book.add_grading(attempt, f"{work} {suites}", report, suites, {})
    return attempt


def basis(suites: str = "old", policy: AttemptChoice = "best") -> Basis:
    return Basis(exercises=NAMES, suites=dict.fromkeys(NAMES, suites), rules=ClassRules(counts=policy))


def standing(book: Gradebook, suites: str = "old", policy: AttemptChoice = "best") -> Standing:
    return standings(book, basis(suites, policy))["kim"]


def graded(book: Gradebook, student: str = "kim", suites: str = "old") -> Report:
    """The report that counts, without when its attempts were seen."""
    return replace(report_of(book, standings(book, basis(suites))[student], ClassRules()), counted=())


def score(book: Gradebook, suites: str = "old", policy: AttemptChoice = "best") -> float:
    return standing(book, suites, policy).points


def test_all_attempts_are_kept_and_the_policy_says_which_one_counts(book: Gradebook) -> None:
    for work, points in (("a", 3), ("b", 8), ("c", 5)):
        hand_in(book, work, scored(points))
    assert len(standing(book).attempts) == 3
    assert score(book) == 8
    assert score(book, policy="last") == 5


def test_of_each_exercise_the_best_attempt_counts(book: Gradebook) -> None:
    first, second = (replace(RESULTS[place], score=5) for place in (0, 1))
    hand_in(book, "a", replace(scored(0), exercises=(first, replace(RESULTS[1], score=0))))
    hand_in(book, "b", replace(scored(0), exercises=(replace(RESULTS[0], score=0), second)))
    found = standing(book)
    assert {name: grade.tried.number for name, grade in found.grades.items()} == {"gates": 1, "mlp": 2}
    assert graded(book).exercises == (first, second)
    assert graded(book).score == found.points == 10


def test_the_same_attempt_is_not_recorded_twice(book: Gradebook) -> None:
    hand_in(book, "a", scored(3))
    hand_in(book, "a", scored(4))
    assert len(standing(book).attempts) == 1
    assert score(book) == 4


def test_what_is_handed_in_again_after_something_else_is_another_attempt(book: Gradebook) -> None:
    for work in ("a", "b", "a"):
        hand_in(book, work, scored(3))
    assert [tried.number for tried in standing(book).attempts] == [1, 2, 3]


def test_an_older_download_is_known_by_its_times(book: Gradebook) -> None:
    first, second = (datetime(2026, 10, day, tzinfo=UTC) for day in (1, 2))
    for work, time in (("a", first), ("b", second), ("a", first)):
        hand_in(book, work, scored(3), handed_in=time)
    assert [tried.at for tried in standing(book).attempts] == [first, second]


def test_an_attempt_in_which_the_grader_failed_gives_way_to_the_next(book: Gradebook) -> None:
    attempt = hand_in(book, "a", scored(0, status="internal"))
    assert book.fingerprints(NAMES)[attempt][0] == ""
    hand_in(book, "a", scored(3))
    assert book.fingerprints(NAMES)[attempt][0] != ""
    assert len(standing(book).attempts) == 1


def test_an_attempt_that_the_grader_failed_to_read_is_what_it_turns_out_to_be(book: Gradebook) -> None:
    attempt = hand_in(book, "", scored(0, status="internal"))
    assert hand_in(book, "a", scored(3)) == attempt
    assert book.last()["kim"].work == "a"


def test_what_the_suites_of_today_graded_counts_before_what_older_ones_did(book: Gradebook) -> None:
    hand_in(book, "a", scored(9))
    hand_in(book, "b", scored(4, suites="new"))
    assert score(book, "new") == 4
    assert score(book, "newest") == 9


def test_what_was_handed_in_is_kept_once_and_comes_back(book: Gradebook) -> None:
    content = b"x = 1\n" * 1000
    files = {"gates.py": (content, b"1" * 32), "more/gates.py": (content, b"1" * 32)}
    attempts = [hand_in(book, "a", scored(1), student, files=files, alone=True) for student in ("kim", "lee")]
    for attempt, student in zip(attempts, ("kim", "lee"), strict=True):
        kept = book.kept(attempt)
        assert kept.files == {"gates.py": content, "more/gates.py": content}
        assert (kept.student, kept.number, kept.alone) == (student, 1, True)
    with book.session() as session:
        assert session.scalar(select(func.count()).select_from(File)) == 1


def test_an_attempt_is_behind_where_it_was_not_graded_under_the_circumstances_of_today(book: Gradebook) -> None:
    attempt = hand_in(book, "a", scored(3), files={"gates.py": (b"", b"1")})
    hand_in(book, "b", scored(3))
    assert book.behind(NAMES, "today") == [attempt]  # of the other one nothing is kept
    book.add_grading(attempt, "f", scored(3), dict.fromkeys(NAMES, ""), {}, "today")
    assert book.behind(NAMES, "today") == []
    assert book.behind(NAMES, None) == [attempt]
    assert book.behind([*NAMES, "keras"], "today") == [attempt]
    assert book.behind(["keras"], "today") == []


def test_a_gradebook_is_there_again_when_it_is_opened_again(place: Path | str) -> None:
    with Gradebook(place) as book:
        hand_in(book, "a", scored(3))
    with Gradebook(place) as book:
        assert graded(book) == scored(3)


def test_looking_makes_no_file(path: Path) -> None:
    with Gradebook(path, new=False) as book:
        assert book.keys() == set()
    assert not path.exists()


SCHEMA_1 = """
CREATE TABLE results (
    "key" VARCHAR NOT NULL, exercise VARCHAR NOT NULL, work VARCHAR NOT NULL, suite VARCHAR NOT NULL,
    result VARCHAR NOT NULL, PRIMARY KEY ("key")
);
CREATE TABLE attempts (
    id INTEGER NOT NULL, student VARCHAR NOT NULL, graded_at VARCHAR NOT NULL, fingerprint VARCHAR NOT NULL,
    exercises VARCHAR NOT NULL, suites VARCHAR NOT NULL, internal BOOLEAN NOT NULL, score FLOAT NOT NULL,
    max_score FLOAT NOT NULL, problem VARCHAR NOT NULL, report VARCHAR NOT NULL, PRIMARY KEY (id)
);
CREATE INDEX ix_attempts_student ON attempts (student);
PRAGMA user_version = 1;
"""


def test_a_gradebook_of_schema_1_is_brought_up_to_date(path: Path) -> None:
    rows = [("kim", "a", "old"), ("kim", "b", "old"), ("kim", "b", "new"), ("lee", "", "new"), ("kim", "a", "old")]
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(SCHEMA_1)
        for number, (student, work, suites) in enumerate(rows):
            report = replace(scored(number, suites), submission=SubmissionInfo(f"{student}.py", work))
            problem = "" if work else "kim.zip: not a zip"
            values = (
                f"2026-10-0{number + 1}T00:00:00+00:00",
                f"{work} {suites}",
                "gates,mlp",
                suites,
                False,
                number,
                10,
            )
            insert = "INSERT INTO attempts VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            connection.execute(insert, (student, *values, problem, msgspec.json.encode(report).decode()))
    for _again in range(2):
        with Gradebook(path) as book:
            found = standings(book, basis("new"))
            assert [tried.number for tried in found["kim"].attempts] == [1, 2, 3]
            assert found["kim"].points == 2  # what the newer suites say of the second attempt
            assert found["kim"].newest.shown == "kim.py"
            assert str(found["lee"].newest.problem) == "kim.zip: not a zip"


def test_what_is_brought_up_to_date_has_the_tables_of_today(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executescript(SCHEMA_1)
    with Gradebook(path), connect(GradebookPlace(path)).connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), Base.metadata)
        assert [each for each in found if each[0] != "remove_table" or each[1].name != "alembic_version"] == []


def test_a_database_of_a_newer_schema_is_not_touched(place: Path | str) -> None:
    with Gradebook(place) as book, book.session() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '99'"))
    with pytest.raises(GradebookError, match="it has schema 99"):
        Gradebook(place)


def test_two_runs_at_once_lose_and_double_nothing(place: Path | str) -> None:
    """Each hands in the same and something of its own."""

    def run(number: int) -> None:
        with Gradebook(place) as book:
            for work in range(10):
                book.add_result(f"{work}", "work", "v1", RESULTS[0])
                hand_in(book, f"{work}", scored(work), student=f"s{work}", files={"gates.py": (b"", b"1" * 32)})
                hand_in(book, f"{number} {work}", scored(work), student=f"own {number} {work}")

    with ThreadPoolExecutor() as pool:
        list(pool.map(run, range(4)))
    with Gradebook(place) as book:
        assert len(book.keys()) == 10
        found = standings(book, basis())
        assert len(found) == 10 + 4 * 10
        assert {len(each.attempts) for each in found.values()} == {1}


def test_a_database_that_goes_away_loses_nothing_that_was_recorded(postgres: Server) -> None:
    url = postgres.new_database("goes_away")
    with Gradebook(url) as book:
        hand_in(book, "a", scored(3))
        postgres.stop()
        try:
            with pytest.raises(GradebookError, match="cannot be used"):
                hand_in(book, "b", scored(4))
        finally:
            postgres.start()
        hand_in(book, "b", scored(4))
        assert [tried.number for tried in standing(book).attempts] == [1, 2]


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://kim:s3cret@localhost:1/grades",
        "postgres://kim:s3cret@localhost:port/grades",
        "mysql://kim:s3cret@localhost/grades",
        "postgresql://kim:s3cret@/grades?host=/nowhere",
    ],
)
def test_a_database_that_cannot_be_used_is_named_without_its_password(url: str) -> None:
    with pytest.raises(GradebookError) as raised:
        Gradebook(url)
    assert "s3cret" not in str(raised.value)


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(GradebookError, match="postgres"):
        Gradebook("postgresql://localhost/grades")


def test_a_gradebook_of_a_newer_schema_is_not_touched(wording: object, path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 3")
    before = path.read_bytes()
    with pytest.raises(GradebookError) as caught:
        Gradebook(path)
    assert str(caught.value) == wording
    assert path.read_bytes() == before


@pytest.mark.parametrize("made", [lambda path: path.mkdir(), lambda path: path.write_text("no database" * 100)])
def test_a_file_that_is_not_a_gradebook_is_reported_in_one_line(wording: object, path: Path, made: object) -> None:
    made(path)
    with pytest.raises(GradebookError) as caught:
        Gradebook(path)
    assert str(caught.value) == wording


def test_a_full_disk_loses_nothing_that_was_recorded(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Gradebook(path) as book:
        hand_in(book, "a", scored(3))
    connect = gradebook.connect

    def on_a_small_disk(place: GradebookPlace | None):
        engine = connect(place)
        event.listen(engine, "connect", lambda connection, record: connection.execute("PRAGMA max_page_count = 1"))
        return engine

    monkeypatch.setattr(gradebook, "connect", on_a_small_disk)
    large = {"data.bin": (os.urandom(200_000), b"1" * 32)}
    with Gradebook(path) as book:
        for work, more in (("b", {"files": large}), ("c", {"problem": "c" * 100_000})):
            with pytest.raises(GradebookError, match="database or disk is full"):
                hand_in(book, work, scored(9), **more)
    monkeypatch.undo()
    with Gradebook(path) as book:
        assert len(standing(book).attempts) == 1
        assert graded(book) == scored(3)
