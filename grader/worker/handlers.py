"""What a worker does when it is asked: open a submission, load a name, call it, draw its picture.

The same object serves `--in-process`, where an author debugs a suite without any boundary but the codec.
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
from msgspec.structs import replace

from grader.boundary import codec, protocol, worker_codec
from grader.boundary.arguments import NO_MEMORY, ArgumentMemory
from grader.boundary.codec import Undecodable, Unencodable, Wire
from grader.boundary.figures import picture
from grader.boundary.protocol import MAX_NAME, Answer, Question, Reason
from grader.boundary.records import MAX_TEXT
from grader.boundary.worker_codec import Objects
from grader.feedback import Location
from grader.program.forbidden import forbidden_uses
from grader.program.neighbours import Neighbours
from grader.program.program import Program, read_program
from grader.program.slicing import defined, imported, inside, near_misses, unread_parts, used, variables
from grader.program.statement import SourceError
from grader.worker import graphs, written
from grader.worker.data_files import lay_out
from grader.worker.guard import Guard, UsedForbidden
from grader.worker.loading import Loader, LoadFailed, TimeUp

MAX_WARNINGS = 20
MAX_LINE = 200
WATCHED = (builtins, math, random, np, np.random, np.linalg, tf, tf.math, keras)


class Service:
    """The state of one worker. `handle` answers one question and raises only for mistakes of the judge."""

    def __init__(self, scratch: Path | None = None, memory: ArgumentMemory = NO_MEMORY) -> None:
        """`scratch` is the folder where the submission runs, if that is one of its own."""
        self._scratch = scratch
        self._program: Program | None = None
        self._loader: Loader | None = None
        self._guard = Guard()
        self._props: dict[str, Any] = {}
        self._objects = Objects(self._load, self._prop, memory)
        self._sound: list[tuple[dict[str, Any], dict[str, Any]]] = []
        self._own = _own()

    def handle(self, question: Question) -> Answer:
        """The answer to one question; an exception of the submission is one too."""
        try:
            return self._answer(question)
        except written.NotWritten as error:
            return protocol.NoFile(Reason.of(error.message))
        except (Unencodable, Undecodable) as error:
            return protocol.Unreadable(Reason.of(error.message))
        except graphs.NoTfFunction:
            return protocol.NoGraph()
        except LoadFailed as error:
            return self._raised(error.cause or NameError(f"{error} is not defined"))
        except TimeUp as error:
            return protocol.Late(*self._place(error)[:2])
        except BaseException as error:
            return self._raised(error)

    def _answer(self, question: Question) -> Answer:
        match question:
            case protocol.Call():
                return self._call(question)
            case protocol.Open():
                return self._open(question)
            case protocol.StartCheck(seed):
                return self._start_check(seed)
            case protocol.Load(name):
                self._load(name)
                return protocol.Loaded()
            case protocol.Read(name):
                return protocol.Returned(self._objects.to_wire(self._load(name)))
            case protocol.Draw(handle):
                return protocol.Drawn(picture(self._objects.resolve(handle)))
            case protocol.Trace():
                return self._trace(question)
            case protocol.ReadFile(name):
                return protocol.FileRead(written.read(self._scratch or Path.cwd(), name))
            case protocol.LoadModel(payload):
                return protocol.Returned(self._objects.to_wire(written.load_model(payload)))
            case protocol.RunGraph(graph, inputs, outputs, calls):
                values = [self._values(call) for call in calls]
                return protocol.Ran(self._objects.to_wire(graphs.run(graph, inputs, outputs, values)))

    def _open(self, question: protocol.Open) -> Answer:
        """Parses, before any of the student's code runs: what is missing or forbidden, or why it cannot be read."""
        path = Path(question.path)
        try:
            program = read_program(path)
        except SourceError as error:
            return _not_read(error)
        self._program = program
        known = defined(program)
        others = sorted(known.keys() - {*question.required} - imported(program))
        missing = [
            protocol.Missing(
                name,
                tuple(near_misses(name, others)),
                inside(program, name),
                next(map(_not_read, unread_parts(program, name)), None),
            )
            for name in question.required
            if name not in known
        ]
        beside = Neighbours(path.parent)
        forbidden = [
            protocol.ForbiddenUse(name, use.name, use.location)
            for name in question.required
            if name in known
            for use in forbidden_uses(program, name, question.forbidden, beside)[:1]
        ]
        calls = used(program, question.required).items()
        assigned = variables(program)
        found = tuple(
            protocol.Defined(name, known[name], uses, name in assigned) for name, uses in calls if name in known
        )
        exec(compile(question.props, "props", "exec"), self._props)
        if str(path.parent) not in sys.path:
            sys.path.append(str(path.parent))  # at the end: a file named numpy.py must not stand in for the library
        if self._scratch is not None:
            lay_out(path.parent, self._scratch)
        self._guard = Guard(question.forbidden, program.places, self._props)
        self._loader = Loader(program, path)
        self._sound = [(vars(module), _public(vars(module))) for module in WATCHED]
        return protocol.Opened(tuple(missing), tuple(forbidden), found)

    def _start_check(self, seed: int) -> protocol.Started:
        changed = self._changed()
        self._objects.forget()
        pyplot.close("all")  # what one check drew on the current figure is not the next one's
        random.seed(seed)
        np.random.seed(seed)
        tf.random.set_seed(seed)
        return protocol.Started(changed)

    def _call(self, question: protocol.Call) -> protocol.Returned:
        function = self._objects.from_wire(question.function)
        values = tuple(self._values(question.args))  # nobody can exchange what is in a tuple
        named = {name: self._objects.from_wire(arg) for name, arg in question.kwargs.items()}
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            warnings.filterwarnings("ignore", category=DeprecationWarning, module="gast")  # autograph's own, on 3.13
            with self._guard.watching():
                result = function(*values, **named)
        if question.keep and _own() != self._own:
            raise Unencodable(
                "functions of the grader were replaced, so the grader cannot tell what happened to the arguments"
            )
        kept = values if question.keep else ()
        answer = self._objects.to_wire(result)
        return protocol.Returned(answer, _texts(caught), tuple(map(self._objects.to_wire, kept)))

    def _trace(self, question: protocol.Trace) -> protocol.Traced:
        function, values = self._objects.from_wire(question.function), self._values(question.like)
        with self._guard.watching():
            return protocol.Traced(*graphs.trace(function, values))

    def _values(self, wires: list[Wire]) -> list[Any]:
        return [self._objects.from_wire(wire) for wire in wires]

    def _load(self, name: str) -> Any:
        if self._loader is None:
            raise Undecodable("no submission is open")
        return self._loader.load(name)

    def _prop(self, name: str) -> Any:
        if name not in self._props:
            raise Undecodable("there is no prop {name}", name=repr(name))
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

    def _raised(self, error: BaseException) -> Answer:
        if type(error) is NameError and self._loader and type(error.name) is str:
            error = self._loader.cause(error.name) or error  # `import pandas` failed: that is why there is no pandas
        if isinstance(error, UsedForbidden):
            return protocol.Forbidden(error.name, error.location)
        kinds = [_safe(functools.partial(getattr, kind, "__name__"))[:MAX_NAME] for kind in type(error).__mro__]
        return protocol.Raised(tuple(kinds[: protocol.MAX_CLASSES]), _safe(lambda: str(error)), *self._place(error))

    def _place(self, error: BaseException) -> tuple[Location | None, str, str]:
        """Where in the student's own code it was last, that line, and the function there, unless it is the one that was
        called."""
        places: Mapping[str, Location] = self._program.places if self._program else {}
        with contextlib.suppress(BaseException):
            frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename in places]
            if frames:
                first, last = frames[0], frames[-1]
                within = last.name if last.name != first.name else ""
                place = replace(places[last.filename], line=last.lineno)
                return place, str(last.line or "")[:MAX_LINE], within[:MAX_NAME]
        return None, "", ""


def _not_read(error: SourceError) -> protocol.NotRead:
    return protocol.NotRead(error.location, Reason.of(error.message))


def _own() -> list[int]:
    """The functions that report how lists and dicts were changed, with the code of each."""
    places = (vars(codec), vars(worker_codec), vars(Objects), vars(protocol), globals(), vars(Service))
    return [id(each) for names in places for value in names.values() for each in (value, _code(value))]


def _code(value: Any) -> Any:
    return getattr(value, "__code__", None)


def _public(names: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in names.items() if not name.startswith("__")}


def _texts(caught: list[warnings.WarningMessage]) -> tuple[str, ...]:
    return tuple(
        f"{each.category.__name__}: {_safe(functools.partial(str, each.message))}" for each in caught[:MAX_WARNINGS]
    )


def _safe(make: Callable[[], Any]) -> str:
    """Text that student code makes: it may be anything, and must become encodable."""
    try:
        text = make()
    except BaseException:
        return "(no message: reading it raised another exception)"
    if type(text) is not str:
        return ""
    return text[:MAX_TEXT].encode(errors="backslashreplace").decode()
