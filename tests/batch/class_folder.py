"""A class whose uploads lie in a folder, and runs over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from canned import CannedEngine
from msgspec.structs import replace

from grader.batch.engine import LocalEngine
from grader.batch.enrolment import Everybody, enrol
from grader.batch.gradebook import Gradebook
from grader.batch.pages import Pages
from grader.batch.rules import ClassRules, encode
from grader.batch.run import ClassRun, UploadOutcome
from grader.batch.standing import basis_of
from grader.batch.uploads import Student, find
from grader.course.model import Course
from grader.grading.grader import Grader, Options
from grader.grading.task import Task
from grader.processes.client import ForkServer


@dataclass
class Class:
    """A class folder, and what several runs over it did."""

    root: Path
    course: Course
    server: ForkServer | None
    canned: CannedEngine | None = None
    policy: str = "best"
    rules: ClassRules = field(default_factory=ClassRules)
    roster: Sequence[Student] | None = None
    judged: list[Task] = field(default_factory=list)
    outcomes: dict[str, UploadOutcome] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return self.root / "class"

    @property
    def out(self) -> Path:
        return self.root / "out"

    def hand_in(self, name: str, text: str | bytes) -> Path:
        """Puts an upload, or a file of one, into the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def grade(self, language: str = "en", **options: bool) -> dict[str, UploadOutcome]:
        """Runs over the folder as `grade batch` does; what became of each upload."""
        found = find(self.folder, self.roster)
        with Gradebook(self.root / "gradebook.db") as book, self._engine() as engine:
            remembering = Remembering(engine, self.judged)
            uploads, students = enrol(book, found.uploads, self.roster)
            rules = replace(self.rules, counts=self.policy)
            names = [exercise.name for exercise in self.course.exercises]
            book.add_run(names, language, encode(rules), "instructor")
            basis = basis_of(Everybody(students), names, engine.provenance.suites, rules)
            pages = Pages(self.out, book, basis, self.course)
            pages.prepare()
            run = ClassRun(self.course, self.course.exercises, engine.provenance, book, language, **options)
            told: list[UploadOutcome] = []
            run.grade(uploads, remembering, pages, told.append)
            pages.write_class(language)
        return {outcome.label: outcome for outcome in told if not outcome.earlier}

    def changes(self) -> dict[str, dict[str, str]]:
        """What a run would grade, and why."""
        provenance = self._engine().provenance
        with Gradebook(self.root / "gradebook.db", new=False) as book:
            run = ClassRun(self.course, self.course.exercises, provenance, book, "en")
            uploads = enrol(book, find(self.folder, self.roster).uploads, self.roster, keep=False).uploads
            return {upload.label: found for upload, found in run.changes(uploads) if not upload.earlier}

    def _engine(self) -> LocalEngine | CannedEngine:
        grader = Grader(self.course, Options(sandbox="strict", secret="s"), self.server)
        return self.canned or LocalEngine(grader, 2)


@dataclass
class Remembering:
    """An engine that remembers what it had to judge."""

    engine: LocalEngine | CannedEngine
    judged: list[Task]

    def grade(self, works):
        for work, result in self.engine.grade(works):
            self.judged.append(work)
            yield work, result
