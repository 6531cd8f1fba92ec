"""The verb that watches a student's files, and its threads: one waits for keys, one for saves, one for each grading."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import replace

from grader.cli import VERBS
from grader.cli.editor import editor, has_a_window
from grader.cli.errors import tell
from grader.cli.options import (
    LanguageOption,
    NoWarmOption,
    OwnCourseOption,
    checked_secret,
    command,
    folder_of,
    new_app,
    open_course,
    own_workspace,
    require_exercises,
)
from grader.cli.speech import spoken
from grader.course.model import Course, Exercise
from grader.course.workspace import Workspace
from grader.errors import UsageError
from grader.feedback import N_, Location, phrase

if TYPE_CHECKING:
    from rich.live import Live

    from grader.grading.events import Event
    from grader.grading.grader import Grader
    from grader.grading.watching import Effect, StartGrading, WatchEvent

verbs = new_app()

REDRAW_SECONDS = 0.1
"""What a grading tells is drawn no more often, since drawing takes time from it; its end is drawn at once."""


@command(verbs, N_("grade whenever you save a file"))
def watch(
    name: Annotated[
        str | None,
        typer.Argument(metavar="EXERCISE", help=N_("The exercise to begin with. Default: the one you are at.")),
    ] = None,
    course: OwnCourseOption = None,
    no_warm: NoWarmOption = False,
    lang: LanguageOption = None,
) -> int:
    """Grade whenever you save a file, and show where to start. An exercise with full marks makes room for the next.

    \b
    Keys:
      h  show one more hint
      n  go to the next exercise
      l  list all exercises
      o  open the file in your editor ($VISUAL or $EDITOR)
      a  show every lost point in full
      q  quit
    """
    from rich.live import Live

    from grader.cli.watch_screen import progress
    from grader.grading.grader import Options
    from grader.grading.own_work import own_grader
    from grader.report.presentation import Telling
    from grader.report.screen import Screen

    console = Screen()
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or console.is_dumb_terminal:
        raise UsageError(phrase("`grade watch` needs a terminal. Without one, run: grade"))
    workspace = own_workspace(course)
    whole = open_course(workspace.course)
    chosen = whole.choose([name] if name else [], VERBS)
    if name and name not in [exercise.name for exercise in chosen]:  # an assignment: nothing else is watched
        whole, name = whole.only(chosen), None
    require_exercises(workspace)
    for each in ("SIGHUP", "SIGTSTP"):  # a terminal that is closed; one that is taken away would stay as it is
        if hasattr(signal, each):
            signal.signal(getattr(signal, each), signal.default_int_handler if each == "SIGHUP" else signal.SIG_IGN)
    options = Options(secret=checked_secret())
    with own_grader(whole, options, workspace.root, warm=not no_warm) as grader:
        with Live(console=console, screen=True, auto_refresh=False) as live:
            session = WatchSession(whole, workspace, grader, live)
            session.run(name)
        tell(progress(session.state, Telling(spoken())))
    return 0


class WatchSession:
    """A terminal, the state that it shows, and the threads at work for it."""

    def __init__(self, course: Course, workspace: Workspace, grader: Grader, live: Live) -> None:
        from grader.report.presentation import Telling

        self._course = course
        self._workspace = workspace
        self._grader = grader
        self._live = live
        self._shown = folder_of(workspace.exercises) or workspace.exercises
        self._telling = Telling(spoken())
        self._lock = threading.RLock()
        self._drawn = 0.0
        self._stop = threading.Event()
        self._trouble: BaseException | None = None

    def run(self, name: str | None) -> None:
        """Until the student quits."""
        from readchar import readkey

        from grader.grading.watching import Pressed, begin

        self.state, effects = begin(self._course.exercises, name)
        threads = [threading.Thread(target=self._guarded, args=(self._watch,), daemon=True)]
        try:
            threads[0].start()
            with self._lock:
                self._draw()
                self._perform(effects)
            while not self._stop.is_set():
                self._post(Pressed(readkey()))
        finally:
            self._stop.set()
        threads[0].join(timeout=2)
        if self._trouble is not None:
            raise self._trouble

    def _post(self, event: WatchEvent) -> None:
        """Takes an event from any thread."""
        from grader.grading.watching import GradingTold, step

        with self._lock:
            self.state, effects = step(self.state, event)
            if not isinstance(event, GradingTold) or time.monotonic() - self._drawn > REDRAW_SECONDS:
                self._draw()
            self._perform(effects)

    def _draw(self) -> None:
        from grader.cli.watch_screen import screen

        if self._live.is_started:
            self._drawn = time.monotonic()
            self._live.update(screen(self.state, self._shown, self._telling), refresh=True)

    def _perform(self, effects: Sequence[Effect]) -> None:
        from grader.course.graded import keep, recall
        from grader.grading import watching

        for effect in effects:
            match effect:
                case watching.StartGrading():
                    threading.Thread(target=self._guarded, args=(self._grade, effect), daemon=True).start()
                case watching.OpenEditor(place):
                    self._open(place)
                case watching.Hinted(check, level):
                    memory = recall(self._workspace.root, self._course)
                    keep(self._workspace.root, replace(memory, shown=memory.shown | {check: level}))
                case watching.Quit():
                    self._stop.set()

    def _guarded(self, work: Callable[..., None], *arguments: object) -> None:
        """An error of ours in a thread ends the command at the next key, as it would elsewhere."""
        try:
            work(*arguments)
        except Exception as error:
            self._trouble = error
            self._stop.set()

    def _grade(self, asked: StartGrading) -> None:
        from grader.course.graded import marks, remember
        from grader.grading.events import Cancelled
        from grader.grading.watching import Ended, Failed, GradingTold

        def progress(event: Event) -> None:
            if self._stop.is_set() or asked.number != self.state.number:
                raise Cancelled
            self._post(GradingTold(asked.number, event))

        folder, chosen = self._workspace.exercises, self._course.choose(asked.names)
        before = marks(chosen, folder)
        try:
            report = self._grader.grade(folder, chosen, progress, self._newest)
        except Cancelled:
            return
        except UsageError as error:
            self._post(Failed(asked.number, error.message))
            return
        if not self._stop.is_set():
            self._post(Ended(asked.number, report.exercises, time.strftime("%H:%M:%S")))
            with self._lock:  # a hint may be noted in the same file
                remember(self._workspace.root, self._course, report, before)

    def _newest(self, exercise: Exercise, names: Sequence[str]) -> int:
        """Of a file and a notebook that were both edited, the one that was saved last."""
        times = [0.0] * len(names)
        for place, name in enumerate(names):
            with contextlib.suppress(OSError):
                times[place] = (self._workspace.exercises / name).stat().st_mtime
        return times.index(max(times))

    def _watch(self) -> None:
        from grader.course.saves import saves
        from grader.grading.watching import Edited, Noted

        size, polled = self._live.console.size, False
        for saved in saves(self._workspace.exercises, self._stop):
            if saved.polling and not polled:
                polled = True
                note = N_("This folder does not report changes, so it is searched for them several times a second.")
                self._post(Noted(phrase(note), lasts=True))
            names, others = self._meant(saved.paths)
            if saved.paths:
                self._post(Edited(tuple(names), others))
            elif size != self._live.console.size:
                with self._lock:
                    self._draw()
            size = self._live.console.size

    def _meant(self, paths: Iterator[Path] | frozenset[Path]) -> tuple[list[str], bool]:
        """The exercises whose files these are, and whether there are others."""
        from grader.submission.naming import is_copy

        found = {
            path: [each.name for each in self._course.exercises if is_copy(path.name, each.name)] for path in paths
        }
        return [name for names in found.values() for name in names], not all(found.values())

    def _open(self, place: Location) -> None:
        """Opens an editor. One in the terminal has it alone, with its keys, until it ends."""
        from grader.grading.watching import Noted

        path, line = self._shown / place.file, None if place.cell else place.line
        words = editor(path, line)
        if not path.is_file() or not words:
            note = (
                N_("There is no file {name}.")
                if not path.is_file()
                else N_("Set $EDITOR to your editor. The file is {name}.")
            )
            where = phrase("{file}:{line}", file=path, line=line) if line else path
            self._post(Noted(phrase(note, name=where)))
            return
        try:
            if has_a_window(words):
                nothing = subprocess.DEVNULL
                subprocess.Popen(words, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True)
                return
            self._live.stop()
            usual = signal.signal(signal.SIGINT, lambda *given: None)  # Ctrl-C is the editor's
            try:
                subprocess.run(words, check=False)
            finally:
                signal.signal(signal.SIGINT, usual)
                self._live.start()
                self._draw()
        except OSError as error:
            note = N_("{editor} cannot be started: {error}. The file is {path}.")
            self._post(Noted(phrase(note, editor=words[0], error=error.strerror, path=path)))
