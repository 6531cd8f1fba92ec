"""Grades one submission: copies it, has its exercises judged, makes the report. The `grade` command is a thin layer
above."""

from __future__ import annotations

import contextlib
import functools
import os
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

import msgspec

from grader.course import data
from grader.course.assignments import with_totals
from grader.course.model import Course, Exercise
from grader.errors import UsageError
from grader.feedback import phrase
from grader.grading import events, warmth
from grader.grading.attempts import judge_in_attempts
from grader.grading.environment import versions
from grader.grading.events import Pick, Progress, ignore, nobody_to_ask
from grader.grading.kept import KeptResults
from grader.grading.outcome import judged, unreadable
from grader.grading.provenance import Provenance, isolation_of, suite_versions
from grader.grading.task import Task, gather, settle
from grader.judge.client import ENTRIES, Judgement, run_judge
from grader.judge.protocol import Measurement
from grader.processes import guarantees
from grader.processes.jobs import JudgeJob
from grader.processes.layers import available
from grader.processes.serving import Server, ServerError
from grader.processes.starting import open_server
from grader.report.model import USUAL_START, ExerciseResult, Report, Sandbox, Start, SubmissionInfo
from grader.submission.intake import Submission, SubmissionError, take
from grader.submission.private_copy import as_text, private_folder

THREADS = (os.cpu_count() or 1) + 1
"""One more than there are cores: a judge and its worker also wait, for each other and for processes to end."""


class GradingError(UsageError):
    """Nothing can be graded as things are configured; one clear line."""


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How to grade. `secret` decides what random inputs hidden checks draw; `without` names sandbox layers to leave
    out, to see what each of them stops."""

    sandbox: Sandbox = "auto"
    start: Start = USUAL_START
    secret: str = ""
    without: tuple[str, ...] = ()
    warm: bool = False
    """Grade through the user's warm server, if there can be one."""


class GradedTask(NamedTuple):
    result: ExerciseResult
    measured: dict[str, tuple[Measurement, ...]]
    """What the checks measured, by check: for an audit of the suite, never for a report."""


class Grader:
    """Grades submissions of one course, all through one fork server, which starts when it is first needed."""

    def __init__(
        self,
        course: Course,
        options: Options = Options(),  # noqa: B008  # frozen
        server: Server | None = None,
        kept: KeptResults | None = None,
    ) -> None:
        """`server` is a running one to grade through; it stays its owner's to close. What `kept` knows is not graded
        again."""
        self.course = course
        self.options = options
        self._server = server
        self._lent = server
        self._kept = kept
        self._lock = threading.RLock()
        self._stopping = False
        self._wants_warm = options.warm
        self._sound: dict[str, set[str]] = {}
        """Checks of an exercise that the reference solution passed when a submission cast doubt on them."""

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
        if server is not None and server is not self._lent:
            server.close()

    @property
    def server(self) -> Server:
        """The server, started now if it is not running; it need not be warm yet."""
        with self._lock:
            if self._server is not None and self._server.is_gone(0):
                self.close()  # it has been idle for long, or was stopped
            if self._server is None:
                warm = warmth.connect(self.layers, self.options.start) if self._wants_warm else None
                self._server = warm or open_server(ENTRIES, self.options.start)
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
            raise GradingError(phrase("{path}: no such file or folder", path=submission))
        with private_folder() as folder:
            self.layers  # noqa: B018  # what cannot be guaranteed is told before anything is read
            try:
                taken = take(submission, folder, given=self.given)
            except SubmissionError as error:
                rejected = [unreadable(exercise, error.message) for exercise in chosen]
                return self._report(SubmissionInfo(as_text(str(submission)), ""), rejected)
            return self.grade_copy(taken, chosen, progress, pick)

    def grade_copy(
        self, taken: Submission, chosen: Sequence[Exercise], progress: Progress = ignore, pick: Pick = nobody_to_ask
    ) -> Report:
        """The same of a submission that has been taken in."""
        results = self._grade_all(taken, chosen, progress, pick)
        return self._report(SubmissionInfo(taken.path, taken.sha256), results)

    def _report(self, submission: SubmissionInfo, results: Sequence[ExerciseResult]) -> Report:
        return with_totals(self.provenance.report(submission, results), self.course.assignments)

    def _grade_all(
        self, taken: Submission, chosen: Sequence[Exercise], progress: Progress, pick: Pick
    ) -> list[ExerciseResult]:
        settled = {exercise.name: settle(self.course, taken, exercise, pick) for exercise in chosen}
        known = self._known(found for found in settled.values() if isinstance(found, Task))
        settled |= known
        if any(isinstance(found, Task) for found in settled.values()) and not self.server.warm:  # it gets warm now
            progress(events.Warming())

        def grade_one(exercise: Exercise) -> ExerciseResult:
            found = settled[exercise.name]
            progress(events.ExerciseStarted(exercise))
            done = found if isinstance(found, ExerciseResult) else self.grade_task(found, progress).result
            if self._kept and isinstance(found, Task):
                self._kept.add(self.provenance.key(found), done)
            progress(events.Finished(exercise, done, exercise.name in known))
            return done

        slowest_first = sorted(chosen, key=lambda exercise: exercise.limits.exercise, reverse=True)
        with self.threads() as pool:
            running = {exercise.name: pool.submit(grade_one, exercise) for exercise in slowest_first}
            return [running[exercise.name].result() for exercise in chosen]

    def _known(self, tasks: Iterable[Task]) -> dict[str, ExerciseResult]:
        """The results that are kept of these tasks, by exercise."""
        if self._kept is None:
            return {}
        found = {task.exercise: self._kept.find(self.provenance.key(task)) for task in tasks}
        return {name: result for name, result in found.items() if result}

    @contextlib.contextmanager
    def threads(self, count: int = THREADS) -> Iterator[ThreadPoolExecutor]:
        """Threads that judge. Where the caller fails, the judges under way hang up, so that the threads can end."""
        try:
            with ThreadPoolExecutor(count) as pool:
                try:
                    yield pool
                except BaseException as error:
                    pool.shutdown(wait=False, cancel_futures=True)
                    if not isinstance(error, events.Cancelled):  # which each thread gets to know by itself
                        self._stopping = True
                        self.close()
                    raise
        finally:
            self._stopping = False

    def grade_task(self, task: Task, progress: Progress = ignore, *, fail_fast: bool = False) -> GradedTask:
        """Judges the work on one exercise, for an instructor's eyes. May be called from several threads. `fail_fast`
        stops at the first lost check: the score then says only that points are lost."""
        started = time.monotonic()
        exercise = self.course.exercise(task.exercise)
        with private_folder() as folder, private_folder() as beside:
            job = JudgeJob.of(
                exercise,
                folder,
                task.write(folder),
                data=str(data.lay_out(self.course.root, exercise.name, beside) or ""),
                seed=self.provenance.seed(task),
                hidden_seed=self.provenance.hidden_seed(task),
                layers=self.layers,
                secrets=(str(exercise.suite.parent), str(self.course.root / "solutions")),
                fail_fast=fail_fast,
            )
            found = self._run(exercise, job, progress)
            faulty = self._faulty(exercise, job, found)
            done = judged(exercise, found, faulty)
        told = {"seconds": round(time.monotonic() - started, 3), "note": task.note, "overlooked": task.overlooked}
        return GradedTask(msgspec.structs.replace(done, **told, file=task.main), found.measured)

    def _run(self, exercise: Exercise, job: JudgeJob, progress: Progress = ignore) -> Judgement:
        """Judges. A crash is believed when it happens twice: a process may have been ended from outside, for want of
        memory say."""
        found = judge_in_attempts(job, lambda asked: self._try(exercise, asked, progress))
        crashed = tuple(name for name, result in found.results.items() if result.status == "crashed")
        if crashed and not found.broken:
            again = msgspec.structs.replace(job, checks=crashed)
            found.add(judge_in_attempts(again, lambda asked: self._try(exercise, asked, ignore)))
        return found

    def _try(self, exercise: Exercise, job: JudgeJob, progress: Progress) -> Judgement:
        with self._lock:
            if self._stopping:
                return Judgement(broken="stopped")
            server = self.server
        try:
            found = run_judge(server, job, lambda result: progress(events.CheckFinished(exercise, result)))
        except ServerError as error:
            found = Judgement(broken=str(error))
        if found.unreadable and not os.path.exists(job.main):  # nothing that is locked in can remove it
            found = Judgement(broken="somebody has removed the copy of the submission")
        if found.broken and server.is_gone():
            found.under_way = ""  # the server's end is not that of a check
            with self._lock:
                self._wants_warm = self._wants_warm and server.answered
                if self._server is server:
                    self.close()  # the next one to ask gets a new server
            progress(events.Warming())
        return found

    def _faulty(self, exercise: Exercise, job: JudgeJob, found: Judgement) -> dict[str, str]:
        """The doubted checks that fail on the reference solution too. Provoking doubt thus wins a submission
        nothing."""
        sound = self._sound.setdefault(exercise.name, set())
        unknown = {name: doubt for name, doubt in found.doubts.items() if name not in sound}
        solution = self.course.solution(exercise)
        if not unknown or not solution.exists():
            return unknown
        with private_folder() as folder:
            taken = take(solution, folder)
            task = gather(taken, exercise, taken.candidates(exercise.name)[0])
        with private_folder() as folder:
            where = {"folder": str(folder), "main": str(task.write(folder))}
            reference = msgspec.structs.replace(job, **where, checks=tuple(unknown))
            results = self._run(exercise, reference).results
        sound.update(name for name in unknown if name in results and results[name].status == "passed")
        faulty = {name: doubt for name, doubt in unknown.items() if name not in sound}
        if found.deadly & faulty.keys():  # then it is the suite that used up the time
            faulty |= dict.fromkeys(found.cut_off, "the judge did not finish in time")
        return faulty

    @functools.cached_property
    def layers(self) -> tuple[str, ...]:
        """The sandbox layers in force; GradingError where strict finds that a guarantee cannot be given, and where
        processes cannot start in the way that is asked for."""
        if self.options.start == "fork" and sys.platform != "linux":
            raise GradingError(phrase("--start fork: only Linux can fork a process that has imported TensorFlow"))
        if self.options.sandbox == "off":
            return ()
        offered = available()
        if self.options.sandbox == "strict" and (complaint := guarantees.complaint(offered)):
            raise GradingError(complaint)
        return tuple(layer for layer in offered if layer not in self.options.without)

    @functools.cached_property
    def given(self) -> dict[str, bytes]:
        """The hash of each file of data that the course gives, by what programs call it."""
        return data.hashes(self.course.root, (exercise.name for exercise in self.course.exercises))

    @functools.cached_property
    def provenance(self) -> Provenance:
        return Provenance(
            course=self.course.name,
            suites=suite_versions(self.course.exercises, self.given),
            versions=versions(),
            isolation=isolation_of(self.options.sandbox, self.options.start, self.layers),
            secret=self.options.secret,
        )
