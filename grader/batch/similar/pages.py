"""What is alike, as pages for instructors: a list of pairs, and each pair side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from grader.batch.dashboard import link, percent
from grader.batch.similar.pairs import Likeness, Pair, Side
from grader.feedback import N_
from grader.files import make_folder, replace_file
from grader.report.html import fill
from grader.report.presentation import Telling

INDEX, PAIRS = "index.html", "pairs"
MAX_PAGES = 200
"""Pairs of an exercise that get a page: those at the head of the list."""
KINDS: dict[Likeness, str] = {
    "identical": N_("identical"),
    "renamed": N_("identical but for names, texts, comments and layout"),
    "similar": N_("similar"),
}


class LinePart(NamedTuple):
    """A part of a line that is alike as a whole, or not at all."""

    text: str
    shared: bool


class PairRow(NamedTuple):
    """A pair in the list; `page` is empty where it has none."""

    pair: Pair
    page: str


def write(out: Path, pairs: Sequence[Pair], looked_at: int, language: str) -> Path:
    """Writes the list of pairs, from the works of so many students, and a page for each; the path of the list."""
    telling = Telling(language)
    make_folder(out)
    make_folder(out / PAIRS)
    for old in (out / PAIRS).glob("*-[0-9]*.html"):  # of a run before
        old.unlink()
    groups = [(name, list(_rows(name, found))) for name, found in groupby(pairs, lambda pair: pair.exercise)]
    for pair, page in (row for _name, rows in groups for row in rows):
        if page:
            sides = [(side, list(lines(side))) for side in (pair.left, pair.right)]
            content = fill(
                "similar_pair.html", telling, pair=pair, sides=sides, kinds=KINDS, percent=percent, index=INDEX
            )
            replace_file(out / page, content)
    values = {"groups": groups, "looked_at": looked_at, "kinds": KINDS, "percent": percent, "link": link}
    replace_file(out / INDEX, fill("similar.html", telling, **values))
    return out / INDEX


def _rows(exercise: str, pairs: Iterable[Pair]) -> Iterator[PairRow]:
    for number, pair in enumerate(pairs, 1):
        yield PairRow(pair, f"{PAIRS}/{exercise}-{number}.html" if number <= MAX_PAGES else "")


def lines(side: Side) -> Iterator[list[LinePart]]:
    """The code line by line, each in parts."""
    edges = iter([edge for span in side.shared for edge in span])
    edge, shared, place = next(edges, None), False, 0
    for line in side.code.split("\n"):
        end, parts = place + len(line), []
        while edge is not None and edge <= end:
            parts.append(LinePart(side.code[place:edge], shared))
            place, shared, edge = edge, not shared, next(edges, None)
        parts.append(LinePart(side.code[place:end], shared))
        yield [part for part in parts if part.text]
        place = end + 1
