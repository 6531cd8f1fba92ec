"""The values that cross the boundary: one table of what each is called, and what it holds.

Python scalars, str, bytes, lists, tuples, sets, dicts, NumPy arrays and NumPy scalars arrive as what they are (see
`codec`). Everything else is one of these records, on the wire a list of its name and its fields. They are only data.
A tensor behaves like its array; each other record is equal only to itself. One with a `handle` stands for an object
that stayed in the worker, and can be handed back in a later call to the same worker. `worker_codec` and `judge_codec`
turn objects into records and back.
"""

from __future__ import annotations

import collections.abc
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

import msgspec
import numpy as np
from msgspec import Meta
from numpy.lib.mixins import NDArrayOperatorsMixin

from grader.boundary import codec, layer_sets

MAX_TEXT = 2000
MAX_LEGEND = 200
MAX_WEIGHTS = 1000
MAX_CONFIG = 1024 * 1024
"""Characters of JSON; a model of 64 layers has some 50,000."""

Count = Annotated[int, Meta(ge=0, lt=2**31)]
Config = Annotated[str, Meta(max_length=MAX_CONFIG)]
"""JSON."""


class Frame(msgspec.Struct, frozen=True, array_like=True, tag=True, forbid_unknown_fields=True):
    """What crosses the boundary: a list of its name and its fields, with exactly the fields declared."""


class FromWorker(Frame, frozen=True):
    """What a worker may send; of each text the first MAX_TEXT characters are kept."""

    way: ClassVar[str] = ""
    """What a suite does instead where it asks for an attribute that the object has and the record has not."""

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if type(value) is str and len(value) > MAX_TEXT:
                msgspec.structs.force_setattr(self, name, value[:MAX_TEXT])

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(no_attribute(type(self), name))


def no_attribute(kind: Any, name: str) -> str:
    """Why a record has no such attribute, for the author of a suite."""
    return f"{kind.__name__} has no {name!r}" + (f": {kind.way}" if kind.way else "")


class Tensor(NDArrayOperatorsMixin, Frame, frozen=True, eq=False):  # type: ignore[metaclass]  # it is no ABC
    """A tf.Tensor (or, where `variable`, a tf.Variable): its values, with dtype and shape.

    It computes, compares and iterates as its NumPy array does, and NumPy's functions take it: `np.allclose(tensor, x)`.
    What comes of that is an array; a part of a tensor, `tensor[0]`, is a tensor.

    Example: `expect(submission.square(Tensor(np.array([3.0])))).close_to([9.0])`
    """

    array: np.ndarray
    variable: bool = False

    @property
    def dtype(self) -> np.dtype:
        return self.array.dtype

    @property
    def shape(self) -> tuple[int, ...]:
        return self.array.shape

    @property
    def ndim(self) -> int:
        return self.array.ndim

    def numpy(self) -> Any:
        """Its array; a NumPy number for a tensor without axes, as TensorFlow has it."""
        return self.array if self.array.ndim else self.array[()]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return np.array(self.array, dtype, copy=copy)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, out: Any = (), **options: Any) -> Any:
        if not any(isinstance(each, Tensor) for each in out):  # `tensor += 1` makes an array: no record changes
            options |= {"out": out} if out else {}
        return getattr(ufunc, method)(*(each.array if isinstance(each, Tensor) else each for each in inputs), **options)

    __hash__ = object.__hash__

    def __len__(self) -> int:
        return len(self.array)

    def __getitem__(self, key: Any) -> Tensor:
        return Tensor(np.asarray(self.array[key]))

    def __iter__(self) -> collections.abc.Iterator[Tensor]:
        return (Tensor(np.asarray(part)) for part in self.array)

    def __bool__(self) -> bool:
        return bool(self.array)

    def __int__(self) -> int:
        return int(self.array)

    def __float__(self) -> float:
        return float(self.array)

    def __index__(self) -> int:
        return self.array.__index__()

    def __format__(self, form: str) -> str:
        return format(self.array[()], form)


class Opaque(FromWorker, frozen=True, eq=False):
    """An object of any other type; suites can only say that it is not what was asked for.

    Example: `submission.generator().type_name == "generator"`
    """

    way: ClassVar[str] = (
        "an object of this type stays in the submission's process, where a function of props.py can use it"
    )

    type_name: str
    handle: Count = 0


class FunctionRef(FromWorker, frozen=True, eq=False):
    """A function of the submission, by its name or by a handle.

    Example: `submission.multiplier(2)(21) == 42`
    """

    name: str
    handle: Count = 0


class GraphFunction(FromWorker, frozen=True, eq=False):
    """A `tf.function`; `traces` is what the worker says of itself, good for messages, not for points.

    Example: `submission.compiled().name`
    """

    name: str
    handle: Count
    traces: Count


class Line(FromWorker, frozen=True, eq=False):
    """One line or marker set of an axes: its label (a leading underscore means unlabelled) and its points.

    Example: `submission.plot([0, 1], [0, 2]).axes[0].lines[0].y[1] == 2`
    """

    way: ClassVar[str] = "it has label, x, y and style"

    label: str
    x: np.ndarray
    y: np.ndarray
    style: Literal["line", "markers", "scatter"] = "line"

    def __post_init__(self) -> None:
        super().__post_init__()
        for points in (self.x, self.y):
            if points.ndim != 1 or points.dtype != np.float64 or points.size > codec.MAX_POINTS:
                raise ValueError("expected points as a row of numbers")


class Axes(FromWorker, frozen=True, eq=False):
    """One axes of a figure: its texts, and its lines.

    Example: `submission.plot([0, 1], [0, 2]).axes[0].title == ""`
    """

    way: ClassVar[str] = "it has title, x_label, y_label, legend and lines"

    title: str
    x_label: str
    y_label: str
    legend: Annotated[tuple[str, ...], Meta(max_length=MAX_LEGEND)] | None
    """The legend's texts; None where there is no legend."""
    lines: Annotated[tuple[Line, ...], Meta(max_length=codec.MAX_LINES)]


class Figure(FromWorker, frozen=True, eq=False):
    """A Matplotlib figure as a description; its picture is asked for by the handle.

    Example: `len(submission.plot([0, 1], [0, 2]).axes) == 1`
    """

    way: ClassVar[str] = "it has axes and title"

    axes: Annotated[tuple[Axes, ...], Meta(max_length=codec.MAX_AXES)]
    handle: Count
    title: str = ""


class KerasModel(Frame, frozen=True, eq=False):
    """A Model on its way, its configurations still texts."""

    class_name: Literal["Sequential", "Functional"]
    config: Config
    weights: Annotated[tuple[np.ndarray, ...], Meta(max_length=MAX_WEIGHTS)]
    compiled: Config | None
    built: bool
    handle: Count = 0
    input_shape: Annotated[tuple[Count | None, ...], Meta(max_length=codec.MAX_DIMENSIONS)] | None = None


class Reference(Frame, frozen=True):
    """An object that stayed in the worker."""

    handle: int


class Named(Frame, frozen=True):
    """A required name of the submission."""

    name: str


class PropName(Frame, frozen=True):
    name: str


class Placed(Frame, frozen=True):
    """An array in the memory that judge and worker share."""

    dtype: str
    shape: list[int]
    start: int


@dataclass(frozen=True, eq=False)
class Prop:
    """A small function shipped with the exercise, sent by name; calling it here runs the same function."""

    name: str
    function: collections.abc.Callable[..., Any]

    def __call__(self, *args: Any) -> Any:
        return self.function(*args)


@dataclass(frozen=True, eq=False)
class Model:
    """A Keras model as data: its configuration, its weights, what it was compiled with, the call to rebuild it
    aside.

    Example: `submission.build(2).class_name == "Sequential"`
    """

    class_name: Literal["Sequential", "Functional"]
    config: dict[str, Any]
    weights: tuple[np.ndarray, ...]
    compiled: dict[str, Any] | None
    built: bool
    handle: int = 0
    input_shape: tuple[int | None, ...] | None = None
    layers: tuple[str, ...] = layer_sets.DEFAULT
    """The sets of Keras layers that it may have."""

    way: ClassVar[str] = "the Keras model with all that it has is `rebuild(model)`"

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(no_attribute(type(self), name))
