"""Arrays in memory that judge and worker share: after a call the judge sees whether they have changed.

What a worker says about its arguments cannot be trusted, because the student's code runs in the same process. The bytes
of an array can: code that changes the array changes what the judge reads.
"""

from __future__ import annotations

import math
import mmap
import os
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from grader.boundary.codec import DTYPES, Wire
from grader.boundary.records import Placed

SIZE = 1 << 20
ALIGNMENT = 64


def new_memory() -> int | None:
    """A descriptor of memory for one worker, of a size that cannot be changed; None where the system does not offer
    it."""
    if sys.platform != "linux":
        return None
    import fcntl

    descriptor = os.memfd_create("arguments", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    os.ftruncate(descriptor, SIZE)
    seals = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL
    fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, seals)
    return descriptor


class Arguments:
    """The judge's side. No place is used twice: a submission may keep what it was given."""

    def __init__(self, descriptor: int | None) -> None:
        self._memory = _mapped(descriptor)
        self._used = 0

    def place(self, wire: Wire) -> Wire:
        """The same argument, its arrays in the shared memory as long as there is room."""
        return _with_arrays(wire, _is_array, lambda array: self._write(*array[1:]))

    def read(self, placed: Wire) -> Wire:
        """The argument with its arrays as they are in the memory now."""
        return _with_arrays(placed, _is_placed, self._read)

    def close(self) -> None:
        if self._memory is not None:
            self._memory.close()
        self._memory = None

    def _write(self, dtype: str, shape: list[int], payload: bytes) -> Wire:
        start = -(-self._used // ALIGNMENT) * ALIGNMENT
        if self._memory is None or start + len(payload) > SIZE:
            return ["array", dtype, shape, payload]
        self._used = start + len(payload)
        self._memory[start : self._used] = payload
        return Placed(dtype, shape, start)

    def _read(self, placed: Placed) -> Wire:
        assert self._memory is not None
        size = math.prod(placed.shape) * DTYPES[placed.dtype].itemsize
        return ["array", placed.dtype, placed.shape, self._memory[placed.start : placed.start + size]]


class ArgumentMemory:
    """The worker's side."""

    def __init__(self, descriptor: int | None = None) -> None:
        self._memory = _mapped(descriptor)

    def array(self, placed: Placed) -> np.ndarray:
        """An ordinary array that can be written."""
        assert self._memory is not None, "the judge has this memory too"
        return np.ndarray(placed.shape, DTYPES[placed.dtype], self._memory, placed.start)


def _mapped(descriptor: int | None) -> mmap.mmap | None:
    """The memory behind a descriptor, which is closed."""
    if descriptor is None:
        return None
    memory = mmap.mmap(descriptor, SIZE)
    os.close(descriptor)
    return memory


NO_MEMORY = ArgumentMemory()


def _with_arrays(wire: Wire, wanted: Callable[[Wire], bool], other: Callable[[Any], Wire]) -> Wire:
    """The value with `other` applied to its arrays, also to those in lists, tuples and dicts."""
    if wanted(wire):
        return other(wire)
    if type(wire) is list and wire[0] in ("list", "tuple"):
        return [wire[0], [_with_arrays(part, wanted, other) for part in wire[1]]]
    if type(wire) is list and wire[0] == "dict":
        return ["dict", [[key, _with_arrays(part, wanted, other)] for key, part in wire[1]]]
    return wire


def _is_array(wire: Wire) -> bool:
    return type(wire) is list and wire[0] == "array"


def _is_placed(wire: Wire) -> bool:
    return type(wire) is Placed
