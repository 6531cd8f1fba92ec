"""The report as Markdown, for job summaries and comments; nothing that a submission wrote is markup in it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from textwrap import indent

from grader.report.model import ExerciseResult, Report
from grader.report.presentation import Detail, LostCheck, Telling
from grader.report.text import JOINER, clean, one_line, points

_MARKUP = re.compile(r"[\\`*_{}\[\]<>|~^&$!]|^[-+=#:]")
_LIST = re.compile(r"^(\d+)([.)])")
_LINKED_BY_ITSELF = re.compile(r":(?=//)|www(?=\.)|[@#]", re.IGNORECASE)
"""What sites make links of though it is no markup: addresses, mentions, numbers of issues."""


def render(report: Report, language: str) -> bytes:
    """The totals, a table of the exercises, and what each lost point was lost for."""
    telling = Telling(language)
    ahead = telling.ahead(report)
    blocks = [
        f"# {escaped(telling.course(report))}: {escaped(telling.owner(report))}",
        *map(escaped, telling.counted(report)),
        f"**{escaped(telling.total(report))}**",
        _lines("\n".join(telling.assignments(report))),
        _lines(telling.rejection(report)),
        *map(escaped, telling.remarks(report)),
        escaped(telling.next_step(report)),
        "\n".join(_table(report.exercises, telling)),
        *(block for exercise in telling.told(report) for block in _exercise(exercise, telling, exercise is ahead)),
        "\n\n".join(map(escaped, telling.sandbox(report))),
    ]
    return ("\n\n".join(filter(None, blocks)) + "\n").encode("utf-8")


def escaped(text: str) -> str:
    """One line in which nothing is markup, a link or a mention."""
    text = _LIST.sub(r"\1\\\2", _MARKUP.sub(r"\\\g<0>", one_line(text, 2000)))
    return _LINKED_BY_ITSELF.sub(rf"\g<0>{JOINER}", text)


def code(text: str) -> str:
    """A text as code: within its line, or as a block when it has several."""
    if "\n" in (text := clean(text)):
        return block(text)
    ticks = "`" * (_longest_ticks(text) + 1)
    return f"{ticks} {text} {ticks}" if text.strip() else ""


def block(text: str) -> str:
    text = clean(text)
    ticks = "`" * max(3, _longest_ticks(text) + 1)
    return f"{ticks}text\n{text}\n{ticks}"


def _longest_ticks(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)


def _table(exercises: Iterable[ExerciseResult], telling: Telling) -> Iterator[str]:
    yield f"| {' | '.join(map(escaped, telling.columns()))} |"
    yield "| --- | ---: | ---: | --- |"
    for exercise in exercises:
        score = f"{points(exercise.score)}/{points(exercise.max_score)}"
        status = ", ".join(filter(None, (telling.word(exercise.status), telling.begin(exercise))))
        cells = (exercise.name, telling.checks(exercise), score, status)
        yield f"| {' | '.join(map(escaped, cells))} |"


def _exercise(exercise: ExerciseResult, telling: Telling, is_ahead: bool) -> Iterator[str]:
    wrong = telling.wrong(exercise)
    if wrong or exercise.message or exercise.note or exercise.remarks:
        yield f"## {escaped(telling.heading(exercise))}"
        yield escaped(telling.note(exercise))
        yield from map(escaped, telling.remarks(exercise))
        yield _lines(telling.message(exercise))
    for place, function in enumerate(wrong):
        is_open = is_ahead and place == 0
        headline = f"{telling.headline(function)}, {telling.state(function)}"
        if place == 0:
            headline = f"{telling.say('Start here:')} {headline}"
        yield f"<details{' open' * is_open}><summary>{html.escape(one_line(headline))}</summary>"
        for loss in telling.lost_checks(exercise, function):
            yield from _loss(loss, telling)
        yield "</details>"


def _loss(loss: LostCheck, telling: Telling) -> Iterator[str]:
    check = loss.check
    title = f"{telling.word(check.status)}: {telling.title(check)} {telling.worth(check)}"
    yield f"### {escaped(title)}"
    yield "\n".join(map(_item, loss.details))
    if loss.output:
        yield escaped(telling.say("printed by the submission:"))
        yield block(loss.output)


def _item(detail: Detail) -> str:
    shown = code(detail.text) if detail.is_code else _lines(detail.text)
    gap = "\n\n" if detail.is_code and "\n" in shown else " "
    item = f"- **{escaped(detail.label)}:**{gap}{shown}"
    return indent(item, "  ", lambda line: line != "\n").removeprefix("  ")


def _lines(text: str) -> str:
    """A text of several lines, as such; empty ones would end the paragraph."""
    return "\\\n".join(filter(None, map(escaped, text.split("\n"))))
