"""Functions that a student has written in a notebook, but not where they count: above a copy of the stub, or in a cell
that is not run. The text is searched, not parsed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import NamedTuple

from grader.language import _
from grader.progress import functions, read_cells

SHOWN = 5
"""Functions that are told of."""


class Place(NamedTuple):
    """Where a function stands: cells that are run are counted from 1, others come after one of them."""

    number: int
    kind: str
    is_stub: bool


def overlooked(notebook: bytes, required: Collection[str]) -> str:
    """Sentences about required functions that are written, but do not count; empty where there is nothing to say."""
    places: dict[str, list[Place]] = defaultdict(list)
    number = 0
    for cell in read_cells(notebook):
        number += cell.cell_type == "code"
        for function in functions(cell.text, required):
            places[function.name].append(Place(number, cell.cell_type, function.is_stub))
    told = [text for name in required for text in _told(name, places[name])]
    return " ".join(told[:SHOWN])


def _told(name: str, places: list[Place]) -> Iterator[str]:
    run = [place for place in places if place.kind == "code"]
    written = [place for place in run if not place.is_stub]
    others = [place for place in places if place.kind != "code" and not place.is_stub]
    if written and run[-1].is_stub:
        text = _("You wrote {name} in cell {cell}, but the stub in cell {stub} below replaces it. Delete the stub.")
        yield text.format(name=name, cell=written[-1].number, stub=run[-1].number)
    elif others and not written:
        text = _("{name} is in a cell that does not run ({kind}, after code cell {cell}). Change it to a code cell.")
        yield text.format(name=name, kind=others[-1].kind.title(), cell=others[-1].number)
