"""Slicing: the statements that one name needs, so that scratch code never runs."""

from __future__ import annotations

import ast
import difflib
import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec.structs import replace

from grader.feedback import Location
from grader.program.program import Program
from grader.program.reading import Names, Reading, read
from grader.program.rebinding import MARK
from grader.program.statement import SourceError, Statement, filename


def defined(program: Program) -> dict[str, Location]:
    """Every name that the program binds at its top level, with the place of its last binding."""
    found: dict[str, Location] = {}
    for reading in _readings(program):
        node, place = reading.statement.node, reading.statement.location
        found |= {name: replace(place, line=line) for name, line in reading.lines.items()}
        for target in node.targets if isinstance(node, ast.Delete) else ():
            found.pop(getattr(target, "id", ""), None)
    found.pop("__doc__", None)  # bound by any text that stands alone
    found |= {name: found[other] for name, other in program.functions.items() if other in found}
    return {name: place for name, place in found.items() if not name.endswith(MARK)}


def imported(program: Program) -> frozenset[str]:
    """The names that an import at the top level binds."""
    return frozenset(name for reading in _readings(program) if reading.is_import for name in reading.binds)


def variables(program: Program) -> frozenset[str]:
    """The names that a statement at the top level binds last, if in a loop or an `if`, and no `def`, `class` or
    import."""
    last = {name: reading.statement.node for reading in _readings(program) for name in reading.lines}
    return frozenset(name for name, node in last.items() if not any(_defines(each, name) for each in ast.walk(node)))


def _defines(node: ast.AST, name: str) -> bool:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return node.name == name
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            return any((alias.asname or alias.name.partition(".")[0]) in (name, "*") for alias in names)
    return False


def inside(program: Program, name: str) -> Location | None:
    """Where a function of that name is defined inside something else, a class or another function."""
    for statement in program.statements:
        for node in ast.walk(statement.node):
            if isinstance(node, ast.FunctionDef) and node.name == name:
                return replace(statement.location, line=node.lineno)
    return None


def unread_parts(program: Program, name: str) -> Iterator[SourceError]:
    """The problems with cells that mention the name, so that it may be bound there."""
    for problem in program.problems:
        if re.search(rf"\b{re.escape(name)}\b", program.sources.get(filename(problem.location), "")):
            yield problem


def slice_for(program: Program, name: str) -> tuple[Statement, ...]:
    """The statements that `name` needs, in order: running them gives it the value that the whole program gives it.

    A call stays where what it changes is needed: the object of a method that is no import, the argument of a function
    known to change it, what the submission's own functions change. What a needed function itself changes is not worth
    calling it: that would run every scratch loop of `step()` for the losses that it collects.
    """
    kept, name = _readings(program), program.functions.get(name, name)
    while len(fewer := _needed(kept, name)) < len(kept):  # what is dropped may have been all that needed something
        kept = fewer
    return tuple(reading.statement for reading in kept)


def used(program: Program, names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each of `names` the others that it reads, when it is made or called, itself or by way of others."""
    behind = _Uses(_readings(program), "").behind(lambda reading: reading.reads | reading.reads_later)
    variables = {name: program.functions.get(name, name) for name in names}
    return {
        name: tuple(other for other, read in variables.items() if other != name and read in behind.get(variable, ()))
        for name, variable in variables.items()
    }


def near_misses(name: str, names: Iterable[str]) -> list[str]:
    """Those of `names` that may be a misspelt `name`, the likeliest first."""
    others = [other for other in names if other != name]
    same = [other for other in others if _plain(other) == _plain(name)]
    return list(dict.fromkeys([*same, *difflib.get_close_matches(name, others, n=3, cutoff=0.75)]))[:3]


def _plain(name: str) -> str:
    return name.replace("_", "").casefold()


@functools.lru_cache(maxsize=4)
def _readings(program: Program) -> tuple[Reading, ...]:
    return tuple(map(read, program.statements))


def _needed(readings: tuple[Reading, ...], name: str) -> tuple[Reading, ...]:
    """One walk backwards: `live` are the names whose value at this point still matters."""
    uses = _Uses(readings, name)
    live = set(uses.own)
    kept = []
    for reading in reversed(readings):
        if reading.is_sweeping or not live.isdisjoint(uses.touched(reading)):
            kept.append(reading)
            now = reading.reads if reading.is_plain_function else reading.reads | reading.reads_later
            live = (live - reading.replaces) | now | uses.later(now)
    return tuple(reversed(kept))


class _Uses:
    """How the names of some statements hang together, for one name whose slice is wanted."""

    def __init__(self, readings: tuple[Reading, ...], name: str) -> None:
        self._readings = readings
        self._imports = frozenset(name for reading in readings if reading.is_import for name in reading.binds)
        self._bound = frozenset(name for reading in readings for name in reading.binds)
        self._shared = _table(pair for reading in readings for pair in reading.shared)
        self._fillers = frozenset(name for reading in readings for name in reading.changes_given)
        self._later = self.behind(lambda reading: reading.reads_later)
        self._changes = self.behind(lambda reading: reading.changes_later - self._imports)
        self.own = frozenset({name} | self.later({name}))
        """The name, and what its calls may read."""

    def later(self, names: Iterable[str]) -> set[str]:
        """What calls of `names`, or of what they hold, may read."""
        return _union(self._later, names)

    def touched(self, reading: Reading) -> Names:
        """The names whose value the statement makes or changes.

        What functions change when it calls them counts for definitions, since a decorator may enter them in a table,
        for names that have no other origin, and for functions that are not what the slice is for.
        """
        if reading.is_definition:
            return self._touched_directly(reading) | _union(self._changes, reading.reads)
        fillers = self._fillers - self.own
        given = frozenset(name for function, name in reading.gives if function in fillers)
        changed = _union(self._changes, reading.reads - self.own) | _union(self._changes, reading.reads) - self._bound
        return self._touched_directly(reading) | self._with_shared(given | changed)

    def _touched_directly(self, reading: Reading) -> Names:
        return reading.binds | self._with_shared(reading.assigns_into | (reading.calls_on - self._imports))

    def _with_shared(self, names: Names) -> Names:
        """The names, and those whose objects may be the same or hold them."""
        found, waiting = set(names), list(names)
        while waiting:
            new = self._shared.get(waiting.pop(), frozenset()) - found - self._imports
            found |= new
            waiting += new
        return frozenset(found)

    def behind(self, own: Callable[[Reading], Names]) -> dict[str, Names]:
        """For every name what the statements that touch it have of their `own`, with the names that those read, and
        the ones that these read, and so on."""
        behind: dict[str, Names] = {}
        order, growing = self._readings, True
        while growing:
            order, growing = order[::-1], False  # whether definitions come before or after their use, this settles soon
            for reading in order:
                new = own(reading) | _union(behind, reading.reads | reading.reads_later)
                for name in self._touched_directly(reading) if new else ():
                    if not new <= behind.get(name, frozenset()):
                        behind[name] = behind.get(name, frozenset()) | new
                        growing = True
        return behind


def _table(pairs: Iterable[tuple[str, str]]) -> dict[str, Names]:
    found: dict[str, Names] = {}
    for name, other in pairs:
        found[name] = found.get(name, frozenset()) | {other}
    return found


def _union(table: Mapping[str, Names], names: Iterable[str]) -> set[str]:
    return {found for name in names if name in table for found in table[name]}
