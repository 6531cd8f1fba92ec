"""The values that cross the boundary, as the judge sees them: data only, equal to nothing but themselves.

Python scalars, str, bytes, lists, tuples, sets, dicts, NumPy arrays and NumPy scalars arrive as what they are.
Everything else arrives as one of these records. A record with a `handle` stands for an object that stayed in the
worker and can be handed back in a later call to the same worker.
"""

from __future__ import annotations

import collections.abc
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np


@dataclass(frozen=True, eq=False)
class Tensor:
    """A tf.Tensor (or, where `variable`, a tf.Variable): its values, with dtype and shape."""

    array: np.ndarray
    variable: bool = False

    @property
    def dtype(self) -> np.dtype:
        return self.array.dtype

    @property
    def shape(self) -> tuple[int, ...]:
        return self.array.shape


@dataclass(frozen=True, eq=False)
class Dataset:
    """Arrives at the submission as a `tf.data.Dataset` of the array's first axis."""

    array: np.ndarray


@dataclass(frozen=True, eq=False)
class Opaque:
    """An object of any other type; suites can only say that it is not what was asked for."""

    type_name: str
    handle: int = 0


@dataclass(frozen=True, eq=False)
class Callable:
    """A function of the submission, by its name or by a handle."""

    name: str
    handle: int = 0


@dataclass(frozen=True, eq=False)
class Prop:
    """A small function shipped with the exercise, sent by name; calling it here runs the same function."""

    name: str
    function: collections.abc.Callable[..., Any]

    def __call__(self, *args: Any) -> Any:
        return self.function(*args)


@dataclass(frozen=True, eq=False)
class GraphFunction:
    """A `tf.function`; `traces` is what the worker says of itself, good for messages, not for points."""

    name: str
    handle: int
    traces: int


@dataclass(frozen=True)
class Line:
    """One line or marker set of an axes: its label (a leading underscore means unlabelled) and its points."""

    label: str
    x: np.ndarray
    y: np.ndarray
    style: str = "line"

    STYLES: ClassVar[tuple[str, ...]] = ("line", "markers", "scatter")


@dataclass(frozen=True)
class Axes:
    title: str
    x_label: str
    y_label: str
    legend: tuple[str, ...] | None
    """The legend's texts; None where there is no legend."""
    lines: tuple[Line, ...]


@dataclass(frozen=True, eq=False)
class Figure:
    """A Matplotlib figure as a description; its picture is asked for by the handle."""

    axes: tuple[Axes, ...]
    handle: int
    title: str = ""


@dataclass(frozen=True, eq=False)
class Model:
    """A Keras model as data: its configuration, its weights, what it was compiled with, the call to rebuild it
    aside."""

    class_name: str
    config: dict[str, Any]
    weights: tuple[np.ndarray, ...]
    compiled: dict[str, Any] | None
    built: bool
    handle: int = 0
    input_shape: tuple[int | None, ...] | None = field(default=None)
