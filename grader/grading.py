"""Grades one submission: copies it, has its exercises judged, makes the report. The `grade` command is a thin layer
above."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

import msgspec

from grader.course import Course, Exercise
from grader.events import Checked, Finished, Measured, Pick, Progress, Started, Warming, ignore, nobody_to_ask
from grader.judge.client import Judgement, judge
from grader.language import _, spoken
from grader.report.model import CheckResult, ExerciseResult, Isolation, Report, SubmissionInfo
from grader.results import hinted, judged, result, rounded, unreadable
from grader.runtime.connection import ForkServer, ServerError
from grader.runtime.jobs import Job, Sandbox, Start
from grader.runtime.policy import LAYERS
from grader.runtime.sandbox import available
from grader.stubs import is_begun, is_untouched
from grader.submission.intake import Submission, SubmissionError, take


class GradingError(Exception):
    """Nothing can be graded as things are configured; one clear line."""


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How to grade. `secret` decides what random inputs hidden checks draw; `without` names sandbox layers to leave
    out, to see what each of them stops."""

    sandbox: Sandbox = "auto"
    start: Start = "fork"
    secret: str = ""
    without: tuple[str, ...] = ()
    fail_fast: bool = False
    """Stop at an exercise's first lost check: its score then says only that points are lost."""


class Grader:
    """Grades submissions of one course, all through one fork server, which starts when it is first needed."""

    def __init__(self, course: Course, options: Options = Options()) -> None:  # noqa: B008  # frozen
        self.course = course
        self.options = options
        self._server: ForkServer | None = None
        self._lock = threading.RLock()
        self._sound: dict[str, set[str]] = {}
        """Checks of an exercise that the reference solution passed when a submission cast doubt on them."""
        self._versions = {exercise.name: _version(exercise) for exercise in course.exercises}

    def __enter__(self) -> Grader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the fork server and everything that it started."""
        with self._lock:
            server, self._server = self._server, None
        if server is not None:
            server.close()

    @property
    def server(self) -> ForkServer:
        """The fork server, started now if it is not running; it need not be warm yet."""
        with self._lock:
            if self._server is None:
                secrets = [exercise.suite.parent for exercise in self.course.exercises[:1]]
                self._server = ForkServer(self.options.start, [*secrets, self.course.root / "solutions"])
            return self._server

    def grade(
        self,
        submission: Path,
        exercises: Sequence[Exercise] | None = None,
        progress: Progress = ignore,
        pick: Pick = nobody_to_ask,
    ) -> Report:
        """The whole report, for an instructor's eyes. A bad upload is a report too; GradingError for a path that is not
        there and for a sandbox that this machine does not offer."""
        chosen = self.course.exercises if exercises is None else tuple(exercises)
        if not os.path.lexists(submission):
            raise GradingError(_("{path}: no such file or folder").format(path=submission))
        self._layers  # noqa: B018  # a machine that lacks a layer is told before anything is read
        with private_folder() as folder:
            try:
                taken = take(submission, folder)
            except SubmissionError as error:
                refused = [unreadable(exercise, str(error)) for exercise in chosen]
                return self._report(Submission(str(submission), folder, ""), refused, 0)
            seed = _number(self.options.secret, taken.sha256)
            return self._report(taken, self._grade_all(taken, chosen, seed, progress, pick), seed)

    def _grade_all(
        self, taken: Submission, chosen: Sequence[Exercise], seed: int, progress: Progress, pick: Pick
    ) -> list[ExerciseResult]:
        settled = {exercise.name: self._settled(taken, exercise, pick) for exercise in chosen}
        waiting = [exercise for exercise in chosen if not isinstance(settled[exercise.name], ExerciseResult)]
        if waiting and (self._server is None or not self._server.warm):
            progress(Warming())
            self.server  # noqa: B018  # it gets warm from now on

        def grade_one(exercise: Exercise) -> ExerciseResult:
            found = settled[exercise.name]
            progress(Started(exercise))
            done = found if isinstance(found, ExerciseResult) else self._judge(exercise, taken, found, seed, progress)
            progress(Finished(exercise, done))
            return done

        slowest_first = sorted(chosen, key=lambda exercise: exercise.limits.exercise, reverse=True)
        with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
            try:
                running = {exercise.name: pool.submit(grade_one, exercise) for exercise in slowest_first}
                return [running[exercise.name].result() for exercise in chosen]
            except BaseException:
                self.close()  # the other threads' judges hang up, so that the pool can end
                raise

    def _settled(self, taken: Submission, exercise: Exercise, pick: Pick) -> ExerciseResult | Path:
        """The exercise's file, or its result where there is nothing to judge."""
        found = taken.candidates(exercise.name)
        if not found:
            message = _("There is no file {name}.").format(name=f"{exercise.name}.py")
            return result(exercise, "not_started", message=message)
        edited = [path for path in found if not is_untouched(self.course, exercise, path)]
        if not edited:
            return result(exercise, "not_started")
        if len(edited) > 1:
            edited = [path for path in edited if is_begun(self.course, exercise, path)] or edited
        if len(edited) > 1:
            names = [path.relative_to(taken.folder).as_posix() for path in edited]
            place = pick(exercise, names)
            if place is None:
                message = _("Both {names} were edited. Name the one to grade with -s.")
                return unreadable(exercise, message.format(names=_(" and ").join(names)))
            edited = [edited[place]]
        if not edited[0].read_bytes().strip():
            return result(exercise, "not_started", message=_("{name} is empty.").format(name=edited[0].name))
        return edited[0]

    def _judge(
        self, exercise: Exercise, taken: Submission, main: Path, seed: int, progress: Progress
    ) -> ExerciseResult:
        started = time.monotonic()
        job = self._job(exercise, taken.folder, main, seed)
        found = self._run(job, lambda result: progress(Checked(exercise, hinted(exercise, result))))
        progress(Measured(exercise, found.measured))
        faulty = self._faulty(exercise, job, found)
        return msgspec.structs.replace(judged(exercise, found, faulty), seconds=round(time.monotonic() - started, 3))

    def _run(self, job: Job, checked: Callable[[CheckResult], None]) -> Judgement:
        """Judges, and once more when the grader itself failed: one regrade at most."""
        found = self._try(job, checked)
        return self._try(job, checked) if found.broken else found

    def _try(self, job: Job, checked: Callable[[CheckResult], None]) -> Judgement:
        server = self.server
        try:
            found = judge(server, job, checked)
        except ServerError as error:
            found = Judgement(broken=str(error))
        if found.broken and server.is_gone():
            with self._lock:
                if self._server is server:
                    self.close()  # the next one to ask gets a new server
        return found

    def _faulty(self, exercise: Exercise, job: Job, found: Judgement) -> dict[str, str]:
        """The doubted checks that fail on the reference solution too. Provoking doubt thus wins a submission
        nothing."""
        sound = self._sound.setdefault(exercise.name, set())
        unknown = {name: doubt for name, doubt in found.doubts.items() if name not in sound}
        solution = self.course.solution(exercise)
        if not unknown or not solution.exists():
            return unknown
        with private_folder() as folder:
            taken = take(solution, folder)
            main = taken.candidates(exercise.name)[0]
            reference = msgspec.structs.replace(job, folder=str(folder), main=str(main), checks=tuple(unknown))
            results = self._run(reference, lambda result: None).results
        sound.update(name for name in unknown if name in results and results[name].status == "passed")
        return {name: doubt for name, doubt in unknown.items() if name not in sound}

    def _job(self, exercise: Exercise, folder: Path, main: Path, seed: int) -> Job:
        return Job(
            exercise=exercise.name,
            suite=str(exercise.suite),
            folder=str(folder),
            main=str(main),
            required=exercise.required,
            refused=exercise.refused,
            points=exercise.points,
            limits=exercise.limits,
            seed=_number(str(seed), exercise.name, self._versions[exercise.name]),
            layers=self._layers,
            language=spoken(),
            fail_fast=self.options.fail_fast,
        )

    @functools.cached_property
    def _layers(self) -> tuple[str, ...]:
        """The sandbox layers in force; GradingError when strict finds that one is missing."""
        if self.options.sandbox == "off":
            return ()
        offered = available()
        lacking = [layer for layer in LAYERS if layer not in offered]
        if lacking and self.options.sandbox == "strict":
            reason = _("--sandbox strict: this machine lacks {layers}; --sandbox auto takes what there is")
            raise GradingError(reason.format(layers=", ".join(lacking)))
        return tuple(layer for layer in offered if layer not in self.options.without)

    def _report(self, taken: Submission, results: Sequence[ExerciseResult], seed: int) -> Report:
        return Report(
            course=self.course.name,
            submission=SubmissionInfo(taken.path, taken.sha256),
            score=rounded(sum(result.score for result in results)),
            max_score=rounded(sum(result.max_score for result in results)),
            exercises=tuple(results),
            isolation=Isolation(
                sandbox=self.options.sandbox,
                start=self.options.start,
                layers=self._layers,
                missing=tuple(layer for layer in LAYERS if layer not in self._layers),
            ),
            environment={**self._libraries(), "suites": _short_hash(*self._versions.values())},
            seed=seed,
        )

    def _libraries(self) -> dict[str, str]:
        """Versions, as the fork server has them; none where nothing had to be judged, or no server would start."""
        try:
            return self._server.hello().versions if self._server is not None else {}
        except ServerError:
            return {}


@contextlib.contextmanager
def private_folder() -> Iterator[Path]:
    """An empty folder for a copy of a submission. Its name cannot be guessed; a worker with a uid of its own may
    pass."""
    with tempfile.TemporaryDirectory(prefix="grade-", ignore_cleanup_errors=True) as private:
        os.chmod(private, 0o711)
        folder = Path(private, "submission")
        folder.mkdir()
        yield folder


def _version(exercise: Exercise) -> str:
    """The version of a suite: a hash of its files' names and contents."""
    files = sorted(path for path in exercise.suite.rglob("*") if path.suffix in (".py", ".toml"))
    return _short_hash(*(f"{path.relative_to(exercise.suite)}\0{path.read_text('utf-8')}" for path in files))


def _short_hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _number(*parts: str) -> int:
    """A non-negative number below 2**32 made of texts."""
    return int(_short_hash(*parts)[:8], 16)
