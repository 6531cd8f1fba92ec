"""A class between two runs: what the verbs of an instructor work on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from grader.cli.batch import class_rules
from grader.cli.options import open_course
from grader.cli.speech import spoken
from grader.errors import UsageError
from grader.feedback import N_, phrase

if TYPE_CHECKING:
    from grader.batch.enrolment import Everybody
    from grader.batch.gradebook import Gradebook
    from grader.batch.standing import Basis
    from grader.course.model import Course

StudentArgument = Annotated[
    str, typer.Argument(metavar="STUDENT", help=N_("As reports call the student; or the id, name or email address."))
]
By = Annotated[str, typer.Option("--by", metavar="NAME", help=N_("Who decides. Default: your user name."))]


class Term(NamedTuple):
    """A class as its last run left it, under the rules of today."""

    book: Gradebook
    course: Course
    known: Everybody
    basis: Basis
    output: Path
    language: str

    def rewrite(self, student: str = "") -> None:
        """Brings the reports of a student, or of all, and the class's page up to date."""
        from grader.batch.pages import Pages

        pages = Pages(self.output, self.book, self.basis, self.course)
        pages.prepare()
        pages.expect(())
        pages.write_students(self.language, student)
        pages.write_class(self.language)


@contextmanager
def open_term(gradebook: str | None, output: Path, course: Path | None, rules: Path | None) -> Iterator[Term]:
    from grader.batch.database import GradebookPlace
    from grader.batch.enrolment import Everybody, members
    from grader.batch.gradebook import Gradebook
    from grader.batch.rules import FILE, decode
    from grader.batch.standing import basis_of
    from grader.course import data
    from grader.grading.provenance import suite_versions

    whole = open_course(course)
    path = gradebook or output / "gradebook.db"
    if GradebookPlace(path).is_missing:
        reason = N_("{path}: there is no gradebook; name it with --gradebook, or the folder of the reports with -o")
        raise UsageError(phrase(reason, path=path))
    with Gradebook(path) as book:
        run = book.last_run()
        if run is None:
            raise UsageError(phrase("{path}: nothing has been graded in it yet; run grade batch first", path=path))
        known = {exercise.name: exercise for exercise in whole.exercises}
        chosen = [known[name] for name in run.exercises.split(",") if name in known]
        if not chosen:
            reason = N_("{path} is about other exercises ({names}); name the course with --course")
            raise UsageError(phrase(reason, path=GradebookPlace(path), names=run.exercises))
        ran = decode(run.rules)
        terms = class_rules(rules, whole, ran.counts) if rules or Path(FILE).is_file() else ran
        everybody = Everybody(members(book))
        suites = suite_versions(whole.exercises, data.hashes(whole.root, known))
        basis = basis_of(everybody, [exercise.name for exercise in chosen], suites, terms)
        yield Term(book, whole, everybody, basis, output, run.language or spoken())
