"""What a worker does when it is asked: open a submission, load a name, call it, draw its picture.

The judge's questions are `[id, op, *fields]`, the answers `[id, kind, *fields]`. The same object serves `--in-process`,
where an author debugs a suite without any boundary but the codec.
"""

from __future__ import annotations

import builtins
import contextlib
import functools
import itertools
import math
import operator
import random
import sys
import traceback
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from matplotlib import pyplot

from grader.runtime import codec, graphs, objects
from grader.runtime.arguments import NO_MEMORY, Memory
from grader.runtime.codec import Undecodable, Unencodable, Wire
from grader.runtime.guard import Guard, Refused
from grader.runtime.loading import Loader, LoadFailed, TimeUp
from grader.runtime.objects import Objects, picture
from grader.runtime.scratch import lay_out
from grader.submission.neighbours import Neighbours
from grader.submission.program import Program, read_program
from grader.submission.refusal import refused_uses
from grader.submission.slicing import defined, imported, inside, near_misses
from grader.submission.statement import SourceError

MAX_MESSAGE = 2000
MAX_WARNINGS = 20
MAX_KINDS, MAX_NAME = 10, 100
WATCHED = (builtins, math, random, np, np.random, np.linalg, tf, tf.math, keras)


class Service:
    """The state of one worker. `handle` answers one question and raises only what the judge's mistakes deserve."""

    def __init__(self, scratch: Path | None = None, memory: Memory = NO_MEMORY) -> None:
        """`scratch` is the folder where the submission runs, if that is one of its own."""
        self._scratch = scratch
        self._program: Program | None = None
        self._loader: Loader | None = None
        self._guard = Guard()
        self._props: dict[str, Any] = {}
        self._objects = Objects(self._load, self._prop, memory)
        self._sound: list[tuple[dict[str, Any], dict[str, Any]]] = []
        self._own = _own()

    def handle(self, op: str, fields: list[Any]) -> list[Wire]:
        """The answer to one question: `[kind, *fields]`. An exception of the submission is an answer too."""
        answer: Callable[..., list[Wire]] = getattr(self, f"_op_{op}")
        try:
            return answer(*fields)
        except (Unencodable, Undecodable) as error:
            return ["unreadable", str(error)]
        except graphs.NoGraph:
            return ["no_graph"]
        except LoadFailed as error:
            return self._load_failed(error)
        except TimeUp as error:
            return ["late", *self._place(error)[:2]]
        except BaseException as error:
            return self._raised(error)

    def _op_open(self, path: str, required: list[str], refused: list[str], props: str) -> list[Wire]:
        """Parses, before any of the student's code runs: what is missing, what is refused, or why it cannot be read."""
        try:
            program = read_program(Path(path))
        except SourceError as error:
            return ["unreadable", str(error)]
        self._program = program
        known = defined(program)
        others = sorted(known.keys() - {*required} - imported(program))
        problem = str(program.problems[0]) if program.problems else ""
        missing = [
            [name, near_misses(name, others), str(inside(program, name) or ""), problem]
            for name in required
            if name not in known
        ]
        beside = Neighbours(Path(path).parent)
        uses = [
            [name, use.name, str(use.location)]
            for name in required
            if name in known
            for use in refused_uses(program, name, refused, beside)[:1]
        ]
        exec(compile(props, "props", "exec"), self._props)
        folder = Path(path).parent
        if str(folder) not in sys.path:
            sys.path.append(str(folder))  # at the end: a file named numpy.py must not stand in for the library
        if self._scratch is not None:
            lay_out(folder, self._scratch)
        self._guard = Guard(refused, program.sources, self._props)
        self._loader = Loader(program, Path(path))
        self._sound = [(vars(module), _public(vars(module))) for module in WATCHED]
        return ["opened", missing, uses]

    def _op_check(self, seed: int) -> list[Wire]:
        """Starts a check: seeds, forgets objects, and says whether the last one left the process changed."""
        changed = self._changed()
        self._objects.forget()
        pyplot.close("all")  # what one check drew on the current figure is not the next one's
        random.seed(seed)
        np.random.seed(seed)
        tf.random.set_seed(seed)
        return ["started", changed]

    def _op_load(self, name: str) -> list[Wire]:
        self._load(name)
        return ["loaded"]

    def _op_call(self, target: Wire, args: list[Wire], kwargs: dict[str, Wire], keep: bool) -> list[Wire]:
        function = self._objects.from_wire(target)
        values = tuple(self._objects.from_wire(arg) for arg in args)  # nobody can exchange what is in a tuple
        named = {name: self._objects.from_wire(arg) for name, arg in kwargs.items()}
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            with self._guard.watching():
                result = function(*values, **named)
        if keep and _own() != self._own:
            raise Unencodable("functions of the grader were exchanged, so nobody knows what became of the arguments")
        answer = [self._objects.to_wire(result), _texts(caught)]
        return ["returned", *answer, [self._objects.to_wire(value) for value in values] if keep else []]

    def _op_picture(self, handle: int) -> list[Wire]:
        return ["picture", picture(self._objects.resolve(handle))]

    def _op_graph(self, target: Wire, like: list[Wire]) -> list[Wire]:
        function, values = self._objects.from_wire(target), [self._objects.from_wire(each) for each in like]
        with self._guard.watching():
            return ["graph", *graphs.trace(function, values)]

    def _op_run(self, graph: bytes, inputs: list[str], outputs: list[str], calls: list[list[Wire]]) -> list[Wire]:
        values = [[self._objects.from_wire(value) for value in call] for call in calls]
        results = graphs.run(graph, inputs, outputs, values)
        return ["returned", self._objects.to_wire(results), [], []]

    def _load(self, name: str) -> Any:
        if self._loader is None:
            raise Undecodable("no submission is open")
        return self._loader.load(name)

    def _prop(self, name: str) -> Any:
        if name not in self._props:
            raise Undecodable(f"no prop {name!r}")
        return self._props[name]

    def _changed(self) -> bool:
        """Whether names of a library or of the submission were rebound: what a check did to the process must not meet
        the next one."""
        if self._loader is not None and self._loader.is_damaged():
            return True
        # thousands of names before every check: map and `is_` do without a line of Python for each
        return any(
            not all(map(operator.is_, before.values(), map(now.get, before, itertools.repeat(now))))
            for now, before in self._sound
        )

    def _load_failed(self, error: LoadFailed) -> list[Wire]:
        if error.cause is not None:
            return self._raised(error.cause)
        return ["raised", "NameError", f"{error} is not defined", "", "", "", ["NameError"]]

    def _raised(self, error: BaseException) -> list[Wire]:
        """`["raised", type, message, *_place, classes]`: the names of the exception's class and of what that inherits
        from."""
        if type(error) is NameError and self._loader and type(error.name) is str:
            error = self._loader.cause(error.name) or error  # `import pandas` failed: that is why there is no pandas
        if isinstance(error, Refused):
            return ["refused", str(error)]
        kinds = [_safe(functools.partial(getattr, kind, "__name__"))[:MAX_NAME] for kind in type(error).__mro__]
        return ["raised", kinds[0], _safe(lambda: str(error)), *self._place(error), kinds[:MAX_KINDS]]

    def _place(self, error: BaseException) -> tuple[str, str, str]:
        """Where in the student's own code it was last, that line, and the function there, unless it is the one that was
        called."""
        sources: Mapping[str, str] = self._program.sources if self._program else {}
        with contextlib.suppress(BaseException):
            frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename in sources]
            if frames:
                first, last = frames[0], frames[-1]
                within = last.name if last.name != first.name else ""
                return f"{last.filename}, line {last.lineno}", str(last.line or "")[:200], within[:MAX_NAME]
        return "", "", ""


def _own() -> list[int]:
    """What says of lists and dicts what became of them, function by function, with the code of each."""
    places = (vars(codec), vars(objects), vars(Objects), globals(), vars(Service))
    return [id(each) for names in places for value in names.values() for each in (value, _code(value))]


def _code(value: Any) -> Any:
    return getattr(value, "__code__", None)


def _public(names: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in names.items() if not name.startswith("__")}


def _texts(caught: list[warnings.WarningMessage]) -> list[str]:
    return [
        f"{each.category.__name__}: {_safe(functools.partial(str, each.message))}" for each in caught[:MAX_WARNINGS]
    ]


def _safe(make: Callable[[], Any]) -> str:
    """Text that student code makes: anything may come, and it must be encodable."""
    try:
        text = make()
    except BaseException:
        return "(no message: it raised an exception itself)"
    if type(text) is not str:
        return ""
    return text[:MAX_MESSAGE].encode(errors="backslashreplace").decode()
