"""Executes what a function needs of a submission, and no more; runs inside a locked worker."""

from __future__ import annotations

import contextlib
import linecache
import sys
import tempfile
import types
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from grader.program.program import Program
from grader.program.reading import read
from grader.program.slicing import slice_for
from grader.program.statement import Statement
from grader.worker import interactive

DEFINITIONS = (types.FunctionType, type, types.ModuleType)


class LoadFailed(Exception):
    """A required name could not be defined; `cause` is the student's exception, or None."""

    def __init__(self, name: str, cause: BaseException | None) -> None:
        super().__init__(name)
        self.cause = cause


class TimeUp(BaseException):
    """The submission is interrupted: its time is nearly up."""


class Loader:
    """A submission as a module whose statements run when a function first needs them.

    Each required name brings its own slice, so that a statement that raises or never ends harms only what depends on
    it.
    """

    def __init__(self, program: Program, path: Path) -> None:
        self._program = program
        self._module = types.ModuleType(path.stem)
        is_notebook = path.suffix.lower() == ".ipynb"
        if not is_notebook:
            self._module.__file__ = str(path)
        self.namespace.update(interactive.names(is_notebook))
        self._written = _lay_out(program.files)
        self._order = {statement: place for place, statement in enumerate(program.statements)}
        self._done: set[Statement] = set()
        self._errors: dict[Statement, BaseException] = {}
        self._loaded: set[str] = set()
        self._whole = False
        self._bound: dict[str, Any] = {}
        """Functions, classes and modules of the namespace, as loading left them."""
        sys.modules.setdefault(path.stem, self._module)
        for filename, text in program.sources.items():
            # tracebacks and tf.function look the source up here; no modification time means: never re-read
            linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)

    @property
    def namespace(self) -> dict[str, Any]:
        return self._module.__dict__

    def load(self, name: str) -> Any:
        """The object that `name` is bound to; LoadFailed. The whole program runs once when a slice fails."""
        variable = self._program.functions.get(name, name)
        if name not in self._loaded or variable not in self.namespace:
            self._loaded.add(name)
            self._load(name, variable, slice_for(self._program, name))
        return self.namespace[variable]

    def _load(self, name: str, variable: str, needed: Sequence[Statement]) -> None:
        self._run(needed)
        error, told = self._first_error(needed), ""
        if not self._whole and (variable not in self.namespace or error):
            if error is not None:  # what follows may never end: then this says why it was tried
                told = _told(error)
                print(f"[grade] loading {name}: {told}; now running the whole program", file=sys.stderr)
            self._whole = True
            self._done.clear()
            self._run(self._program.statements)
            error = self._first_error(needed)
        if variable not in self.namespace:
            raise LoadFailed(name, error)
        if error is not None and _told(error) != told:  # what then goes wrong is better understood with this
            print(f"[grade] loading {name}: {_told(error)}", file=sys.stderr)

    def _run(self, statements: Sequence[Statement]) -> None:
        """Runs statements in order, going on after one that raises, as a notebook does.

        One that comes late but stands early must not undo what stands after it: what binds the same names is run again.
        """
        new = [statement for statement in statements if statement not in self._done]
        if not new:
            return
        bound = {name for statement in new for name in read(statement).binds}
        start = min(map(self._order.__getitem__, new))
        again = [done for done in self._done if self._order[done] > start and not bound.isdisjoint(read(done).binds)]
        for statement in sorted(new + again, key=self._order.__getitem__):
            self._done.add(statement)
            self._errors.pop(statement, None)
            try:
                _execute(statement.code, self.namespace)
            except TimeUp:
                raise
            except BaseException as error:
                self._errors[statement] = error
        self._bound = {name: value for name, value in self.namespace.items() if isinstance(value, DEFINITIONS)}

    def cause(self, name: str) -> BaseException | None:
        """Why a statement that should have bound `name` failed; None when none did."""
        failed = {statement: read(statement) for statement in self._errors}
        binds = [statement for statement, reading in failed.items() if name in reading.binds]
        stars = [statement for statement, reading in failed.items() if reading.is_sweeping]
        return next((self._errors[statement] for statement in [*binds, *stars]), None)

    def _first_error(self, statements: Sequence[Statement]) -> BaseException | None:
        """The first that says that something is missing: `import *` is kept for all functions, whether they need it or
        not."""
        failed = (statement for statement in statements if statement in self._errors)
        return next((self._errors[statement] for statement in failed if not read(statement).is_sweeping), None)

    def is_damaged(self) -> bool:
        """Whether a call has deleted or replaced something that the submission defines."""
        return any(self.namespace.get(name) is not value for name, value in self._bound.items())


def _execute(code: types.CodeType, namespace: dict[str, Any]) -> None:
    """Runs a statement; one with `await` in it as far as it goes without an event loop."""
    waiting = eval(code, namespace)
    if waiting is not None:  # a coroutine
        with contextlib.suppress(StopIteration):
            while True:
                waiting.send(None)


def _lay_out(files: Mapping[str, str]) -> tempfile.TemporaryDirectory[str] | None:
    """Writes the files that cells of a notebook write to where they can be opened and imported: a worker runs in its
    own folder for temporary files; whoever else loads a program gets one that goes with the loader."""
    if not files:
        return None
    is_own = Path.cwd() == Path(tempfile.gettempdir()).resolve()
    made = None if is_own else tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
    folder = Path(made.name) if made else Path.cwd()
    for name, text in files.items():
        with contextlib.suppress(OSError, ValueError):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
    sys.path.append(str(folder))  # at the end: no file may stand in for a library
    return made


def _told(error: BaseException) -> str:
    return f"{type(error).__name__} ({error})"
