"""Functions that a student has written where they do not count: above a copy of the stub, or in a cell that is not run.
The text is searched, not parsed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from grader.course.progress import MAX_CODE, functions, read_cells
from grader.feedback import N_, Message, Text, phrase
from grader.submission.cells import RUN_CELLS, WRITE_CELLS

SHOWN = 5
"""Sentences about functions."""
NAMED = 3
"""Functions that one sentence names, if there are no more; of more it names one less and counts the others."""


class FunctionPlace(NamedTuple):
    """Where a function is. `number` counts code cells from 1; any other cell has the number of the code cell before
    it. `cell` counts all cells. `kind` is that of the cell, or the magic that keeps a code cell from running."""

    number: int
    kind: str
    is_stub: bool
    cell: int


class OverlookedReason(NamedTuple):
    """Why functions do not count: the stubs in the code cell `stub` replace them, or, without one, their cells are not
    run."""

    kind: str
    number: int
    stub: int = 0


def overlooked(notebook: bytes, required: Collection[str]) -> list[Message]:
    """Sentences about required functions that are written, but do not count; one for all functions in one place."""
    places: dict[str, list[FunctionPlace]] = defaultdict(list)
    number = 0
    for place, cell in enumerate(read_cells(notebook)):
        number += cell.cell_type == "code"
        for function in functions(cell.text, required):
            kind = _magic(cell.text) if cell.cell_type == "code" else ""
            places[function.name].append(FunctionPlace(number, kind or cell.cell_type, function.is_stub, place))
    together: dict[OverlookedReason, dict[str, int]] = defaultdict(dict)
    for name in required:
        run = [place for place in places[name] if place.kind == "code"]
        written = [place for place in run if not place.is_stub]
        others = [place for place in places[name] if place.kind != "code" and not place.is_stub]
        if written and run[-1].is_stub:
            together[OverlookedReason("code", written[-1].number, run[-1].number)][name] = written[-1].cell
        elif others and not written:
            together[OverlookedReason(others[-1].kind, others[-1].number)][name] = others[-1].cell
    return [_told(reason, list(cells), len(set(cells.values()))) for reason, cells in together.items()][:SHOWN]


def replaced(program: bytes, required: Collection[str]) -> list[Message]:
    """Sentences about required functions of a program that a stub further down replaces."""
    found = list(functions(program[:MAX_CODE].decode("utf-8-sig", "replace"), required))
    last = {function.name: function for function in found}
    written = {function.name: function for function in found if not function.is_stub}
    text = N_("You wrote {name} on line {line}, but the stub on line {stub} below replaces it. Delete the stub.")
    return [
        phrase(text, name=name, line=function.line, stub=last[name].line)
        for name, function in written.items()
        if last[name].is_stub
    ][:SHOWN]


def _magic(cell: str) -> str:
    """The magic that keeps a code cell from running; empty if there is none. What `%%writefile` writes, others may
    import."""
    first = cell.lstrip().partition("\n")[0].split(" ")[0].strip()
    return first if first.startswith("%%") and first[2:] not in RUN_CELLS | WRITE_CELLS else ""


def _told(reason: OverlookedReason, names: list[str], cells: int) -> Message:
    if reason.stub:
        text = N_("You wrote {name} in cell {cell}, but the stub in cell {stub} below replaces it. Delete the stub.")
        if len(names) > 1:
            text = N_(
                "You wrote {name} in cell {cell}, but the stubs in cell {stub} below replace them. Delete the stubs."
            )
        return phrase(text, name=_listed(names), cell=reason.number, stub=reason.stub)
    if reason.kind.startswith("%%"):
        text = N_("The line {magic} keeps cell {cell} from running, where you wrote {name}. Delete that line.")
        return phrase(text, name=_listed(names), cell=reason.number, magic=reason.kind)
    text = N_("{name} is in a {kind} cell {place}, which is not run. Make it a code cell.")
    if cells > 1:
        text = N_("{name} are in {kind} cells {place}, which are not run. Make them code cells.")
    elif len(names) > 1:
        text = N_("{name} are in a {kind} cell {place}, which is not run. Make it a code cell.")
    place = phrase("after code cell {cell}", cell=reason.number) if reason.number else phrase("before code cell 1")
    return phrase(text, name=_listed(names), kind=reason.kind.title(), place=place)


def _listed(names: list[str]) -> Text:
    """`a`, `a and b`, `a, b and c`, `a, b and 5 others`."""
    if len(names) == 1:
        return names[0]
    if len(names) <= NAMED:
        return phrase("{names} and {last}", names=", ".join(names[:-1]), last=names[-1])
    shown = names[: NAMED - 1]
    return phrase("{names} and {count} others", names=", ".join(shown), count=len(names) - len(shown))
