"""What a gradebook keeps, which attempt counts, and when it refuses."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import event

from grader.batch import gradebook
from grader.batch.gradebook import Gradebook, GradebookError
from grader.report.model import ExerciseResult, Isolation, Report, SubmissionInfo

NAMES = ["gates", "mlp"]
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
def book(path: Path) -> Iterator[Gradebook]:
    with Gradebook(path) as opened:
        yield opened


def scored(score: float, suites: str = "old", status: str = "passed") -> Report:
    results = tuple(replace(result, status=status) for result in RESULTS)
    return replace(REPORT, score=score, environment={"suites": suites}, exercises=results)


def test_a_result_is_kept_once_under_its_key(book: Gradebook) -> None:
    for _ in range(2):
        book.add_result("k", "work", "v1", RESULTS[0])
    assert book.keys() == {"k"}
    assert book.result("k") == RESULTS[0]
    assert book.suites_of("gates", "work") == {"v1"}


def test_all_attempts_are_kept_and_the_policy_says_which_one_counts(book: Gradebook) -> None:
    for fingerprint, score in (("a", 3), ("b", 8), ("c", 5)):
        book.add_attempt("kim", fingerprint, scored(score))
    assert book.attempts(NAMES) == {"kim": 3}
    assert book.counting("kim", NAMES, "old", "best").score == 8
    assert book.counting("kim", NAMES, "old", "last").score == 5


def test_the_same_attempt_is_not_recorded_twice(book: Gradebook) -> None:
    book.add_attempt("kim", "a", scored(3))
    book.add_attempt("kim", "a", scored(4))
    assert book.attempts(NAMES) == {"kim": 1}
    assert book.counting("kim", NAMES, "old", "best").graded().score == 4


def test_an_attempt_in_which_the_grader_failed_gives_way_to_the_next(book: Gradebook) -> None:
    book.add_attempt("kim", "a", scored(0, status="internal"))
    assert book.fingerprints(NAMES) == {"kim": ""}
    book.add_attempt("kim", "a", scored(3))
    assert book.fingerprints(NAMES) == {"kim": "a"}
    assert book.attempts(NAMES) == {"kim": 1}


def test_what_the_suites_of_today_graded_counts_before_what_older_ones_did(book: Gradebook) -> None:
    book.add_attempt("kim", "a", scored(9))
    book.add_attempt("kim", "b", scored(4, suites="new"))
    assert book.counting("kim", NAMES, "new", "best").score == 4
    assert book.counting("kim", NAMES, "newest", "best").score == 9


def test_a_gradebook_is_there_again_when_it_is_opened_again(path: Path) -> None:
    with Gradebook(path) as book:
        book.add_attempt("kim", "a", scored(3))
    with Gradebook(path) as book:
        assert book.counting("kim", NAMES, "old", "best").graded() == scored(3)


def test_looking_makes_no_file(path: Path) -> None:
    with Gradebook(path, new=False) as book:
        assert book.keys() == set()
    assert not path.exists()


def test_a_gradebook_of_a_newer_schema_is_not_touched(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 2")
    before = path.read_bytes()
    with pytest.raises(GradebookError, match="it has schema 2, but this version of grade only reads 1; upgrade grade"):
        Gradebook(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("made", [lambda path: path.mkdir(), lambda path: path.write_text("no database" * 100)])
def test_a_file_that_is_not_a_gradebook_is_reported_in_one_line(path: Path, made: object) -> None:
    made(path)
    with pytest.raises(
        GradebookError, match=rf"^{path}: the gradebook cannot be used: [^\n]+\. Its contents are unchanged$"
    ):
        Gradebook(path)


def test_a_full_disk_loses_nothing_that_was_recorded(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Gradebook(path) as book:
        book.add_attempt("kim", "a", scored(3))
    connect = gradebook._connect

    def on_a_small_disk(path: Path | None):
        engine = connect(path)
        event.listen(engine, "connect", lambda connection, record: connection.execute("PRAGMA max_page_count = 1"))
        return engine

    monkeypatch.setattr(gradebook, "_connect", on_a_small_disk)
    long = replace(scored(3), course="c" * 100_000)
    with Gradebook(path) as book, pytest.raises(GradebookError, match="database or disk is full"):
        book.add_attempt("lee", "a", long)
    monkeypatch.undo()
    with Gradebook(path) as book:
        assert book.counting("kim", NAMES, "old", "best").graded() == scored(3)
