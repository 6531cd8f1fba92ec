"""Stops forbidden functions at run time, in addition to the check of the source (`program/forbidden.py`).

It is a teaching aid, not a security barrier: it finds names that are computed, aliases, helper modules, functions that
are handed to a library, and what TensorFlow runs in the end. Code that manipulates the process can get around it.
"""

from __future__ import annotations

import cmath  # noqa: F401  # one of the namespaces
import contextlib
import fnmatch
import functools
import operator
import os
import re
import site
import sys
import sysconfig
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import FrameType, MappingProxyType
from typing import Any, ClassVar

import numpy.ma  # noqa: F401  # another one
import tensorflow
from msgspec.structs import replace

from grader.boundary.private_names import BACKWARD, CREATE, EXECUTE, GRADIENTS, ops, pywrap_tfe
from grader.feedback import Location

NAMESPACES = {
    "tf": "tensorflow",
    "tf.math": "tensorflow.math",
    "tf.nn": "tensorflow.nn",
    "tf.raw_ops": "tensorflow.raw_ops",
    "keras.activations": "keras.activations",
    "keras.layers": "keras.layers",
    "keras.ops": "keras.ops",
    "np": "numpy",
    "np.ma": "numpy.ma",
    "math": "math",
    "cmath": "cmath",
}
"""Where forbidden functions have their names."""
OPERATIONS = "tf.raw_ops"
"""A forbidden `tf.raw_ops.Tanh` is the operation: whoever runs it, TensorFlow and Keras included."""
DIFFERENTIATION = "tf.GradientTape.gradient"
"""Where this is forbidden, so is every automatic gradient, whoever asks for it: `tf.gradients`, training by Keras."""
WILD = frozenset("*?[")
PATHS = sysconfig.get_paths()
LIBRARIES = tuple(
    os.path.normcase(os.path.join(path, ""))
    for path in {*map(PATHS.__getitem__, ("stdlib", "platstdlib", "purelib", "platlib")), *site.getsitepackages()}
)

_functions: dict[str, Any] = {}
"""The functions behind the guards, by path: a guard itself must not lead to its function."""
_guards: set[int] = set()
"""Their ids, and those of what watches operations: nothing is guarded twice, however many submissions are opened."""


class UsedForbidden(Exception):
    """The submission called a library function that its exercise forbids, at that line of the student's."""

    def __init__(self, name: str, location: Location | None) -> None:
        super().__init__(name, location)
        self.name = name
        self.location = location

    def __str__(self) -> str:
        return f"{self.name} ({self.location})" if self.location else self.name


class Guard:
    """Watches the submission that was opened last. Libraries go on calling each other; any frame that is no library's
    is the student's."""

    now: ClassVar[Guard]

    def __init__(
        self,
        patterns: Sequence[str] = (),
        places: Mapping[str, Location] = MappingProxyType({}),
        props: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        """`places` are the submission's files and cells by their names in tracebacks; `props` the names of the
        exercise's own functions, which may call what they like."""
        Guard.now = self
        self._places = places
        self._props = props
        self._uses: list[tuple[str, Location | None]] = []
        if patterns:
            forbidden = _Patterns(patterns)
            _guard_names(forbidden)
            _guard_operations(forbidden)
            _guard_gradients(forbidden)

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Raises Refused when something forbidden was called in between, even if the submission caught that."""
        self._uses.clear()
        try:
            yield
        finally:
            if self._uses:
                raise UsedForbidden(*self._uses[0]) from None

    def check(self, frame: FrameType, path: str) -> None:
        """Refused unless a library calls the function at `path` for purposes of its own: then its code names it. What
        `map_fn` and `vectorize` call was handed to them."""
        named = path.rpartition(".")[2] in frame.f_code.co_names
        if not (named and (frame.f_globals is self._props or _is_library(frame))):
            self.forbid(path)

    def forbid(self, path: str) -> None:
        """Raises Refused, and tells the student's line that led to it."""
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and frame.f_code.co_filename not in self._places:
            frame = frame.f_back
        place = None if frame is None else self._places[frame.f_code.co_filename]
        use = path, place and replace(place, line=frame and frame.f_lineno)
        self._uses.append(use)
        raise UsedForbidden(*use)


class _Patterns:
    """The names that an exercise forbids."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._match = re.compile("|".join(map(fnmatch.translate, patterns))).match
        self._last = {pattern.rpartition(".")[2] for pattern in patterns}
        self._open = any(WILD & set(last) for last in self._last)

    def matches(self, path: str) -> bool:
        return self._match(path) is not None

    def names(self, canonical: str, module: Any) -> list[str]:
        """Those of the module's names that are forbidden. It has hundreds: only few are matched if that is enough."""
        names = dir(module) if self._open else self._last.intersection(dir(module))
        return [name for name in names if self.matches(f"{canonical}.{name}")]


def _guard_names(forbidden: _Patterns) -> None:
    """Exchanges each forbidden function, under its name, in every module that has it."""
    found: dict[str, list[tuple[Any, Any]]] = {}
    for canonical, module in _namespaces():
        for name in forbidden.names(canonical, module):
            value = getattr(module, name)
            if callable(value) and id(value) not in _guards:
                guarded = _guarded(value, f"{canonical}.{name}")
                setattr(module, name, guarded)
                if not isinstance(value, type):  # a class is asked for by `isinstance` too
                    found.setdefault(name, []).append((value, guarded))
    for module in list(sys.modules.values()):
        names = getattr(module, "__dict__", {})
        for name in found:  # three thousand modules: few names are looked up in each
            if name in names:
                for value, guarded in found[name]:
                    if names[name] is value:
                        setattr(module, name, guarded)


def _namespaces() -> Iterator[tuple[str, Any]]:
    for canonical, dotted in NAMESPACES.items():
        first, *rest = dotted.split(".")
        yield canonical, functools.reduce(getattr, rest, sys.modules[first])


def _guarded(function: Any, path: str) -> Callable[..., Any]:
    _functions[path] = function

    def call(*args: Any, **kwargs: Any) -> Any:
        Guard.now.check(sys._getframe(1), path)
        return _functions[path](*args, **kwargs)

    call.__name__ = getattr(function, "__name__", path)
    call.autograph_info__ = {}  # type: ignore[attr-defined]  # TensorFlow calls it as it is
    _guards.add(id(call))
    return call


def _guard_operations(forbidden: _Patterns) -> None:
    """Watches what TensorFlow runs, at once or in a graph."""
    names = forbidden.names(OPERATIONS, tensorflow.raw_ops)
    if not names or id(getattr(ops, CREATE)) in _guards:
        return
    paths: dict[str | bytes, str] = {}
    for name in names:
        paths[name] = paths[name.encode()] = f"{OPERATIONS}.{name}"  # TensorFlow names them in both ways

    def watched(run: Callable[..., Any], operation: Callable[[tuple[Any, ...]], Any]) -> Callable[..., Any]:
        def run_watched(*args: Any, **kwargs: Any) -> Any:
            if operation(args) in paths and not _differentiates(sys._getframe(1)):
                Guard.now.forbid(paths[operation(args)])
            return run(*args, **kwargs)

        _guards.add(id(run_watched))
        return run_watched

    for name, place in EXECUTE.items():
        setattr(pywrap_tfe, name, watched(getattr(pywrap_tfe, name), operator.itemgetter(place)))
    setattr(ops, CREATE, watched(getattr(ops, CREATE), lambda args: args[1].op))


def _differentiates(frame: FrameType | None) -> bool:
    """Whether TensorFlow computes a gradient: that of softplus is sigmoid, though nobody asked for it."""
    while frame is not None and frame.f_code not in BACKWARD:
        frame = frame.f_back if frame.f_globals is globals() or _is_library(frame) else None
    return frame is not None


def _guard_gradients(forbidden: _Patterns) -> None:
    def call(*args: Any, **kwargs: Any) -> Any:
        Guard.now.forbid(DIFFERENTIATION)

    if forbidden.matches(DIFFERENTIATION):
        for owner, name in GRADIENTS:
            setattr(owner, name, call)


def _is_library(frame: FrameType) -> bool:
    """Whether the code is that of a library's file, running in that library's module: a filename alone says nothing."""
    spec = frame.f_globals.get("__spec__")
    module = sys.modules.get(getattr(spec, "name", ""))
    filename = frame.f_code.co_filename
    at_home = getattr(module, "__dict__", None) is frame.f_globals and getattr(spec, "origin", None) == filename
    return at_home and os.path.normcase(filename).startswith(LIBRARIES)
