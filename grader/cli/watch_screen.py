"""What `grade watch` shows: the state of the watching on one screen, whatever its height."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.progress_bar import ProgressBar
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from grader.feedback import N_
from grader.grading.watching import WatchState
from grader.report.model import STATUSES, ExerciseResult
from grader.report.places import with_paths
from grader.report.presentation import Telling
from grader.report.progress import WARMING
from grader.report.terminal import all_lost, other_functions, overview, start_here
from grader.report.text import one_line, points

KEYS = N_("h hint  n next  l list  o open  a all  q quit")
CUT = N_("{count} more lines: make the window taller, or run `grade {name}`")
BAR = 20


class Fitted(NamedTuple):
    """Lines above, lines below, and in between what there is room for."""

    above: RenderableType
    inside: RenderableType
    below: RenderableType
    cut: str
    telling: Telling
    name: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        height = options.height or console.size.height
        inner = options.update(height=None)
        above, below = console.render_lines(self.above, inner), console.render_lines(self.below, inner)
        room = max(1, height - len(above) - len(below))
        lines = console.render_lines(self.inside, inner)
        if len(lines) > room:
            left = self.telling.say(self.cut, count=len(lines) - room + 1, name=self.name)
            lines = lines[: room - 1] + console.render_lines(_line(left, "dim"), inner)
        lines += [[Segment("")]] * (room - len(lines))
        for line in [*above, *lines, *below]:
            yield from line
            yield Segment.line()


def screen(state: WatchState, folder: Path, telling: Telling) -> Fitted:
    """The screen; the student's files are in `folder`."""
    above = Group(_progress(state, telling), *_news(state, telling), "")
    if state.view == "list":
        inside = Group(overview([state.results[e.name] for e in state.exercises if e.name in state.results], telling))
    else:
        inside = Group(*_current(state, folder, telling))
    return Fitted(above, inside, _line(telling.say(KEYS), "reverse"), CUT, telling, state.current)


def progress(state: WatchState, telling: Telling) -> str:
    """How far the student is in the course."""
    score, max_score = sum(state.scores.values()), sum(exercise.points for exercise in state.exercises)
    return telling.say("Total: {score} of {max_score} points", score=points(score), max_score=points(max_score))


def _progress(state: WatchState, telling: Telling) -> RenderableType:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(max_width=BAR)
    grid.add_column(no_wrap=True, overflow="ellipsis")
    full = sum(state.is_full(exercise.name) for exercise in state.exercises)
    said = telling.say("{full} of {count} full", full=full, count=len(state.exercises))
    total = sum(exercise.points for exercise in state.exercises)
    bar = ProgressBar(total, sum(state.scores.values()))
    grid.add_row(Text(progress(state, telling), "bold"), bar, Text(said))
    return grid


def _news(state: WatchState, telling: Telling) -> Iterator[RenderableType]:
    """What is going on, and what there is to say."""
    if state.warming:
        yield _line(telling.say(WARMING), "yellow")
    elif state.due or not state.time:
        name = state.current if state.current in state.due else next(iter(state.due), state.current)
        said = telling.say("{name}: grading, {count} checks done", name=one_line(name, 24), count=state.checked)
        yield _line(said, "yellow")
    else:
        yield _line(telling.say("graded at {time}; save a file to grade again", time=state.time), "dim")
    for said in map(telling.text, (state.note, state.warning)):
        if said:
            yield Text(one_line(said, 400), "cyan")


def _current(state: WatchState, folder: Path, telling: Telling) -> Iterator[RenderableType]:
    result = state.result
    if result is None:
        yield Text(one_line(f"{state.current}: {telling.say(state.exercise.title)}"), "bold underline")
        return
    result = with_paths(result, folder)
    yield Text(telling.heading(result), "bold underline")
    for text in filter(None, (telling.note(result), telling.message(result))):
        yield Padding(Text(text), (0, 0, 0, 2))
    if state.is_full(result.name):
        yield _indented(telling.say("Full marks: {score} of {max_score} points", **_points(result)), "green")
    elif not STATUSES[result.status].started and not result.message:
        text = N_("This exercise is not started yet. Write {name} in {path}, and save.")
        path = folder / f"{result.name}.py"
        yield _indented(telling.say(text, name=state.exercise.required[0], path=path))
    for hint in state.hints:
        yield _indented(telling.say("Another hint: {hint}", hint=hint), "cyan")
    if state.view == "all":
        yield from all_lost(result, telling)
        return
    yield from start_here(result, telling)
    if others := other_functions(result, telling, more=False):
        yield ""
        yield from others


def _points(result: ExerciseResult) -> dict[str, str]:
    return {"score": points(result.score), "max_score": points(result.max_score)}


def _indented(text: str, style: str = "") -> RenderableType:
    return Padding(Text(text, style), (0, 0, 0, 2))


def _line(text: str, style: str) -> Text:
    return Text(text, style, no_wrap=True, overflow="ellipsis")
