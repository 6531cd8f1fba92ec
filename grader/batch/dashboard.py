"""A class as one HTML page: everything that it needs is in it, and it asks for nothing from outside.

The page is whole without its script; the script makes tables sortable and filterable, and is the only one that the
page lets run.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple
from urllib.parse import quote

from grader.batch.class_report import CheckSummary, ClassReport, ClassRow, ExerciseSummary, StudentState
from grader.batch.item_analysis import FEWEST
from grader.feedback import N_
from grader.report.html import PAGES, fill
from grader.report.model import STATUSES
from grader.report.presentation import Telling

POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src '{script}'; "
    "base-uri 'none'; form-action 'none'"
)

FIRST: tuple[StudentState, ...] = ("internal", "problem", "graded", "missing", "excused")
"""In this order students stand in the table: first what somebody must see to."""
EASY, HARD = 0.95, 0.2
"""Shares of passes from which, and up to which, a check tells little of those who were judged."""
SHARP = 0.1
"""A discrimination below this is next to none."""
MANY = 0.3
"""The share of submissions without an exercise that calls for a look."""

STATES: dict[StudentState, str] = {
    "graded": N_("graded"),
    "internal": N_("our fault (internal)"),
    "problem": N_("problem"),
    "missing": N_("nothing handed in"),
    "excused": N_("excused"),
}


class Tile(NamedTuple):
    """A figure of the class. The page's script shows the rows of its `kind` where it is pressed."""

    kind: str
    label: str
    students: int


class ScoreBar(NamedTuple):
    """One bar of the score distribution, in the units of the picture."""

    x: float
    y: float
    height: float
    students: int
    label: str


def render(report: ClassReport, language: str) -> bytes:
    from markupsafe import Markup  # only those wait for it who need it

    script = (PAGES / "dashboard.js").read_text("utf-8")
    return fill(
        "dashboard.html",
        Telling(language),
        report=report,
        rows=sorted(report.rows, key=lambda row: FIRST.index(row.state)),
        tiles=list(tiles(report)),
        kinds=kinds,
        policy=POLICY.format(script=fingerprint(script)),
        script=Markup(script),
        statuses=tuple(STATUSES),
        bars=tuple(bars(report.bins)),
        wrong_answers=list(wrong_answers(report)),
        states=STATES,
        percent=percent,
        link=link,
        flags=flags,
        many_did_not_start=many_did_not_start,
    )


def tiles(report: ClassReport) -> Iterator[Tile]:
    labels = {
        "": N_("students"),
        "in": N_("handed in"),
        "problem": N_("problems: something was not judged"),
        "internal": N_("our fault (internal)"),
        "missing": N_("nothing handed in"),
        "unlisted": N_("not in the roster"),
        "full": N_("full marks"),
    }
    found = [kinds(row) for row in report.rows]
    for kind, label in labels.items():
        yield Tile(kind, label, sum(kind in each for each in found) if kind else len(found))


def kinds(row: ClassRow) -> list[str]:
    """What a student counts as, in the tiles."""
    found: list[str] = [row.state]
    if row.state not in ("missing", "excused"):
        found.append("in")
    if row.is_full:
        found.append("full")
    return found if row.entry.listed else [*found, "unlisted"]


def wrong_answers(report: ClassReport) -> Iterator[tuple[str, list[CheckSummary]]]:
    """The checks that got wrong answers, by exercise."""
    answered = (check for check in report.checks if check.answers)
    for exercise, checks in groupby(answered, lambda check: check.exercise):
        yield exercise, list(checks)


def fingerprint(script: str) -> str:
    """What a page's policy calls a script that may run."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def link(page: str) -> str:
    """The address of a page beside this one: never of another place, whatever the page is called."""
    return "./" + quote(page, safe="/", errors="replace")


def percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


def flags(check: CheckSummary) -> list[str]:
    """What an instructor should know of a check, in words."""
    if check.judged < FEWEST or check.pass_rate is None:
        return []
    found = []
    if check.pass_rate >= EASY:
        found.append(N_("too easy"))
    if check.pass_rate <= HARD:
        found.append(N_("too hard"))
    if check.discrimination is not None and check.discrimination < 0:
        found.append(N_("negative: review this check"))
    elif check.discrimination is not None and check.discrimination < SHARP and not found:
        found.append(N_("does not discriminate"))
    return found


def many_did_not_start(exercise: ExerciseSummary) -> bool:
    submissions = exercise.started + exercise.not_started
    return submissions > 0 and exercise.not_started / submissions >= MANY


def bars(bins: tuple[int, ...], width: float = 60, height: float = 120) -> Iterator[ScoreBar]:
    most = max(bins) or 1
    for place, count in enumerate(bins):
        low, high = (100 * edge // len(bins) for edge in (place, place + 1))
        tall = round(height * count / most, 1)
        yield ScoreBar(place * width, height - tall, tall, count, f"{low}-{high}")
