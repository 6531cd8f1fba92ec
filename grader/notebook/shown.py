"""What `check` answers: a notebook shows it as HTML with pictures, a terminal as text."""

from __future__ import annotations

import io

from grader.report.html import render_fragment
from grader.report.model import Report
from grader.report.screen import Screen
from grader.report.terminal import show
from grader.report.text import clean

WIDTH = 100
COMMAND = 'check("{name}")'


class Shown:
    """The points of a grading, and what it has to tell. IPython shows it where a cell ends with it, so that nothing is
    printed twice."""

    def __init__(self, text: str, html: str = "", report: Report | None = None) -> None:
        self._text = text
        self._html = html
        self.report = report
        """As a student may see it; None where nothing could be graded."""

    @property
    def score(self) -> float:
        return self.report.score if self.report else 0.0

    @property
    def max_score(self) -> float:
        return self.report.max_score if self.report else 0.0

    def __repr__(self) -> str:
        return self._text

    def _repr_html_(self) -> str | None:
        return self._html or None


def of_report(report: Report, language: str) -> Shown:
    stream = io.StringIO()
    show(report, Screen(file=stream, width=WIDTH, force_jupyter=False, color_system=None), language, command=COMMAND)
    text = "\n".join(line.rstrip() for line in stream.getvalue().splitlines()).strip("\n")
    return Shown(text, render_fragment(report, language, COMMAND), report)


def of_words(text: str) -> Shown:
    """Why nothing was graded, and what to do."""
    return Shown(clean(text))
