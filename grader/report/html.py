"""The report as one HTML file, or as a part of a notebook. It asks nothing of the network, and needs no script."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.report.model import Report
from grader.report.pictures import sound_pictures
from grader.report.presentation import Telling
from grader.report.text import clean, one_line, points

if TYPE_CHECKING:
    from jinja2 import Environment

PAGES = Path(__file__).parent / "pages"


def render(report: Report, language: str) -> bytes:
    return fill("report.html", Telling(language), report=report, sound_pictures=sound_pictures)


def render_fragment(report: Report, language: str, command: str) -> str:
    """The same for a cell of a notebook: short, the first thing to do first. `command` grades an exercise again."""
    telling = Telling(language)
    return fill("notebook.html", telling, report=report, sound_pictures=sound_pictures, command=command).decode()


def fill(template: str, telling: Telling, **values: Any) -> bytes:
    """A page of `pages/`, filled in. Every text is escaped and loses its control characters, whoever wrote it."""
    page = _pages().get_template(template)
    return page.render(telling=telling, _=telling.say, language=telling.language, **values).encode("utf-8")


@functools.cache
def _pages() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # only those pay for it who want a page

    pages = Environment(
        loader=FileSystemLoader(PAGES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: clean(value) if type(value) is str else value,  # not what the template itself wrote
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters.update(one_line=one_line, points=points)
    return pages
