"""The checks of an assignment: its tests as they are, on functions and values of the submission."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from grader.course.stubs import BEGIN, END, answers, docstring
from grader.foreign.code import SourceStatement, free, indented, statements
from grader.foreign.model import ForeignAssignment, NotTaken, Test, name_of, one_by_one
from grader.foreign.remote import asked, unasked


class Suite(NamedTuple):
    """The text of a suite, what it requires of a submission, the names of the checks, and what was lost."""

    text: str
    required: tuple[str, ...]
    checks: tuple[tuple[str, Test], ...]
    lost: tuple[NotTaken, ...]


class _Writer:
    """What the tests of an assignment need, found in its solution and in the tests before them."""

    def __init__(self, solution: str) -> None:
        blocks = [number for block in answers(solution) for number in block]
        text = "\n".join("" if line.strip() in (BEGIN, END) else line for line in solution.split("\n"))
        self._program = statements(text)
        self._written = {each for each in self._program if not set(blocks).isdisjoint(each.lines)}
        self._before: list[SourceStatement] = []
        self.given: dict[SourceStatement, None] = {}
        """Statements of the solution that students do not write, which checks need."""
        self.imports: dict[str, None] = {}
        self.required: dict[str, None] = {}
        self.lost: list[NotTaken] = []

    def body(self, test: Test) -> str:
        """The code of a check: what it takes from the submission, what it needs of tests before it, and the test. Empty
        for one that replaces a function of the submission: it runs elsewhere."""
        own = statements(test.source)
        if not own:
            self.lost.append(NotTaken(test.where, f"an empty test is left out with its {test.points:g} points"))
            return ""
        if replaced := self._replaced(own):
            what = f"this test replaces {replaced}, which no check can; left out with its {test.points:g} points"
            self.lost.append(NotTaken(test.where, what))
            return ""
        earlier = self._needed(own)
        used = [*earlier, *own]
        taken = [name for name in free(used) if self._is_taken(name)]
        is_swept = any(each.is_sweeping for each in (*self._program, *used))
        if is_swept:
            self.imports |= dict.fromkeys(
                line for each in self._program if each.is_sweeping for line in _imported(each.node)
            )
        for name in free(used):
            is_known = name in taken or self._provide(name) or any(name in each.bound for each in used)
            if not (is_known or is_swept or name in dir(builtins)):
                self.lost.append(NotTaken(test.where, f"nothing in the notebook defines {name}, which this test uses"))
        self._before += own
        if not taken:
            what = f"this test uses nothing that students write; left out with its {test.points:g} points"
            self.lost.append(NotTaken(test.where, what))
            return ""
        self.required |= dict.fromkeys(taken)
        self.lost += (NotTaken(test.where, why) for why in unasked(test.source, taken, self._is_class))
        lines = [*(f"{name} = submission.{name}" for name in taken), *(each.source for each in earlier)]
        text, records = asked("\n".join([*lines, self._without_stars(test.source.strip("\n"), own)]), taken)
        self.imports |= dict.fromkeys(f"from grader.suite import {name}" for name in records)
        return text

    def _is_class(self, name: str) -> bool:
        return any(isinstance(each.node, ast.ClassDef) for each in self._bindings(name))

    def _replaced(self, own: Sequence[SourceStatement]) -> str:
        """A name that a test deletes or binds anew although it is a function that students write."""
        gone = {name for each in own if isinstance(each.node, ast.Delete) for name in each.used | each.bound}
        for name in sorted(gone | {name for each in own for name in each.bound}):
            found = [each for each in self._bindings(name) if each in self._written]
            if found and (name in gone or isinstance(found[-1].node, ast.FunctionDef)) and name in free(list(own)):
                return name
        return ""

    def _needed(self, own: Sequence[SourceStatement]) -> list[SourceStatement]:
        """The statements of tests before this one that bind what it uses and the solution does not bind."""
        chosen: set[int] = set()
        waiting = [name for name in free(list(own)) if not self._bindings(name)]
        while waiting:
            name = waiting.pop()
            places = [place for place, each in enumerate(self._before) if name in each.bound and place not in chosen]
            for place in places:
                chosen.add(place)
                waiting += [each for each in self._before[place].used if not self._bindings(each)]
        return [self._before[place] for place in sorted(chosen)]

    def _is_taken(self, name: str, seen: frozenset[str] = frozenset()) -> bool:
        """Whether students write what this name means, or what that needs."""
        found = self._bindings(name)
        if any(each in self._written for each in found):
            return not all(each.is_import for each in found)
        needed = {used for each in found for used in each.used} - seen - {name}
        return any(self._is_taken(each, seen | needed | {name}) for each in needed)

    def _provide(self, name: str) -> bool:
        """Puts what a name means into the suite; whether it could."""
        found = self._bindings(name)
        for each in found:
            if each in self.given or each.source in self.imports:
                continue
            if each.is_import:
                self.imports |= dict.fromkeys(_imported(each.node))
                continue
            self.given[each] = None
            for used in each.used - {name}:
                self._provide(used)
        return bool(found)

    def _bindings(self, name: str) -> list[SourceStatement]:
        """The statements of the solution that bind a name, or change a part of what it means."""
        return [each for each in self._program if name in each.bound or name in _changed(each.node)]

    def _without_stars(self, source: str, own: Sequence[SourceStatement]) -> str:
        """A function cannot import everything: the suite does."""
        for each in own:
            if each.is_sweeping:
                self.imports |= dict.fromkeys(_imported(each.node))
                source = source.replace(each.source, "pass", 1)
        return source


def make_suite(assignment: ForeignAssignment, solution: str) -> Suite:
    writer = _Writer(solution)
    every = [(test, body) for test in assignment.tests if (body := writer.body(test))]
    names = one_by_one(_check_name(test, body, writer.required) for test, body in every)
    checks = "".join(_check(name, test, body) for name, (test, body) in zip(names, every, strict=True))
    given = "\n\n".join(each.source for each in sorted(writer.given, key=lambda each: each.lines[0]))
    imports = "\n".join(sorted({"import pytest", *writer.imports}))
    head = f'"""The tests of {assignment.source.name}, taken over by `grade import`."""\n\n{imports}\n'
    text = head + (f"\n{given}\n" if given else "") + checks
    pairs = tuple(zip(names, (test for test, _ in every), strict=True))
    return Suite(text, tuple(writer.required), pairs, tuple(writer.lost))


def _check(name: str, test: Test, body: str) -> str:
    first, *rest = statements(test.source)
    title, text = test.title, body
    match first.node:
        case ast.Expr(ast.Constant(str(said))) if rest:
            title = title or said
            text = body.replace(first.source, "", 1)
    title = " ".join(title.split("\n\n")[0].split()) or _from_comment(test.source) or _in_words(test.name)
    marks = [f"@pytest.mark.points({test.points:.12g})"] if test.points else []
    marks += ["@pytest.mark.hidden"] if test.hidden else []
    text = "\n".join(line.rstrip() for line in indented(text).strip("\n").split("\n"))
    lines = ["\n", *marks, f"def {name}(submission):", f"    {docstring(title[:200], '    ')}", text]
    return "\n".join([*lines, ""])


def _check_name(test: Test, body: str, required: Iterable[str]) -> str:
    """A check is named after the function that it is about, if that is one alone."""
    about = [name for name in required if f"\n{name} = submission.{name}\n" in f"\n{body}\n"]
    name = name_of(test.name).removeprefix("test_")
    begins = len(about) != 1 or f"{name}_".startswith(f"{about[0]}_")
    return f"test_{name}" if begins else f"test_{about[0]}_{name}"


def _from_comment(source: str) -> str:
    first = source.strip().split("\n")[0]
    return first.lstrip("# ").strip() if first.startswith("#") else ""


def _in_words(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").strip().capitalize()


def _changed(node: ast.stmt) -> Iterator[str]:
    """The names of whose values a statement sets a part: `x[0] = 1`, `x.y = 1`."""
    match node:
        case ast.Assign(targets=targets):
            pass
        case ast.AugAssign(target=target) | ast.AnnAssign(target=target):
            targets = [target]
        case _:
            return
    for place in targets:
        while isinstance(place, ast.Subscript | ast.Attribute):
            place = place.value
            if isinstance(place, ast.Name):
                yield place.id


def _imported(node: ast.stmt) -> list[str]:
    """An import, one line for each name."""
    match node:
        case ast.Import(names=names):
            return [ast.unparse(ast.Import([alias])) for alias in names]
        case ast.ImportFrom(module=module, names=names, level=level):
            return [ast.unparse(ast.ImportFrom(module, [alias], level)) for alias in names]
    return []
