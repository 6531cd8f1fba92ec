"""Functions that a student has written in a notebook, but not where they count: above a copy of the stub, or in a cell
that is not run. The text is searched, not parsed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import NamedTuple

from grader.course.progress import functions, read_cells
from grader.feedback import N_, Message, phrase

SHOWN = 5
"""Functions that are told of."""


class Place(NamedTuple):
    """Where a function stands: cells that are run are counted from 1, others come after one of them."""

    number: int
    kind: str
    is_stub: bool


def overlooked(notebook: bytes, required: Collection[str]) -> list[Message]:
    """Sentences about required functions that are written, but do not count."""
    places: dict[str, list[Place]] = defaultdict(list)
    number = 0
    for cell in read_cells(notebook):
        number += cell.cell_type == "code"
        for function in functions(cell.text, required):
            places[function.name].append(Place(number, cell.cell_type, function.is_stub))
    return [told for name in required for told in _told(name, places[name])][:SHOWN]


def _told(name: str, places: list[Place]) -> Iterator[Message]:
    run = [place for place in places if place.kind == "code"]
    written = [place for place in run if not place.is_stub]
    others = [place for place in places if place.kind != "code" and not place.is_stub]
    if written and run[-1].is_stub:
        text = N_("You wrote {name} in cell {cell}, but the stub in cell {stub} below replaces it. Delete the stub.")
        yield phrase(text, name=name, cell=written[-1].number, stub=run[-1].number)
    elif others and not written:
        text = N_("{name} is in a cell that does not run ({kind}, after code cell {cell}). Change it to a code cell.")
        yield phrase(text, name=name, kind=others[-1].kind.title(), cell=others[-1].number)
