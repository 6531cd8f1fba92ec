"""Short, safe text of any value, for a beginner to read: one line, at most LIMIT characters, nothing of it executed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from types import BuiltinFunctionType, FunctionType
from typing import Any

import numpy as np

from grader.boundary.data import DataFrame, Elements, Ragged, Series, Sparse, Strings
from grader.boundary.records import Figure, FunctionRef, GraphFunction, Model, Opaque, Prop, Tensor

LIMIT = 300
ITEMS = 8
"""How many items of a sequence are shown; of a matrix half as many rows and columns."""
DEPTH = 4
DIGITS = 7
"""Significant digits: enough to see every difference that `expect` sees."""


def show(value: object, limit: int = LIMIT) -> str:
    """The value as one line of at most `limit` characters; what does not fit is an ellipsis."""
    return _cut(_printable(_text(value, DEPTH, limit)), limit)


def show_call(name: str, args: Sequence[object] = (), kwargs: Mapping[str, object] | None = None) -> str:
    """A call as a student would write it: `relu([-1.0, 0.0])`."""
    named = kwargs or {}
    room = max(40, (LIMIT - 40) // max(1, len(args) + len(named)))
    shown = [show(arg, room) for arg in args] + [f"{key}={show(arg, room)}" for key, arg in named.items()]
    return _cut(_printable(f"{name}({', '.join(shown)})"), LIMIT)


def show_numbers(array: np.ndarray, limit: int = LIMIT - 60) -> str:
    """The numbers of an array as nested lists, without its dtype; a large array in part, one of many axes flat."""
    if array.dtype.kind not in "biufcSU":
        return "..."
    if array.ndim > DEPTH:
        array = array.reshape(-1)[:ITEMS]
    room = ITEMS if array.ndim < 2 else ITEMS // 2
    return _cut(_rows(array, room), limit)


def _text(value: object, depth: int, limit: int) -> str:
    kind = type(value)
    if value is None or kind is bool:
        return str(value)
    if isinstance(value, np.generic):  # before float and str: some NumPy scalars are these too
        return f"np.{_cut(str(value.dtype), 30)}({show_numbers(np.asarray(value), 60)})"
    if isinstance(value, int):
        return _whole_number(value)
    if isinstance(value, float | complex):
        return _number(value)
    if isinstance(value, str):
        return _cut(repr(value[:limit]), limit)
    if isinstance(value, bytes):
        return _cut(repr(value[:limit]), limit)
    if isinstance(value, np.ndarray):
        return f"array({_array(value, limit)})"
    if isinstance(value, Tensor):
        return f"tf.{'Variable' if value.variable else 'Tensor'}({_array(value.array, limit)})"
    if isinstance(value, list | tuple | set | frozenset | dict):
        return _collection(value, depth, limit)
    if isinstance(value, Strings | Ragged | Sparse | Elements | DataFrame | Series):
        return _record(value, depth, limit)
    return _object(value)


def _record(value: Strings | Ragged | Sparse | Elements | DataFrame | Series, depth: int, limit: int) -> str:
    if isinstance(value, Strings):
        return f"tf.Tensor({_text(value.array.tolist(), depth, limit)}, string)"
    if isinstance(value, Ragged):
        return f"tf.RaggedTensor({_text(value.tolist(), depth, limit)})"
    if isinstance(value, Sparse):
        return f"tf.SparseTensor({_text(value.array.tolist(), depth, limit)})"
    if isinstance(value, DataFrame):
        return f"DataFrame({_text(value.data, depth, limit)})"
    if isinstance(value, Series):
        return f"Series({_text(value.values, depth, limit)})"
    items = _joined((_text(item, depth - 1, limit) for item in value.items), len(value.items) + (not value.is_whole))
    return f"<dataset of {items}>" if value.items else "<dataset without elements>"


def _collection(
    value: list[Any] | tuple[Any, ...] | set[Any] | frozenset[Any] | dict[Any, Any], depth: int, limit: int
) -> str:
    if depth == 0:
        return "..."
    if isinstance(value, dict):
        pairs = (f"{_text(key, 1, 40)}: {_text(item, depth - 1, limit)}" for key, item in value.items())
        return "{" + _joined(pairs, len(value)) + "}"
    items = _joined((_text(item, depth - 1, limit) for item in value), len(value))
    if isinstance(value, list):
        return f"[{items}]"
    if isinstance(value, tuple):
        return f"({items},)" if len(value) == 1 else f"({items})"
    return "{" + items + "}" if value else "set()"


def _object(value: object) -> str:
    if isinstance(value, Opaque):
        return f"<{value.type_name}>"
    if isinstance(value, FunctionRef | GraphFunction | Prop):
        return value.name
    if isinstance(value, FunctionType | BuiltinFunctionType | type):
        return value.__name__
    if isinstance(value, Figure):
        lines = sum(len(axes.lines) for axes in value.axes)
        return f"<figure with {len(value.axes)} axes and {lines} lines>"
    if isinstance(value, Model):
        return f"<Keras model {value.class_name}>"
    return f"<{type(value).__name__}>"


def _array(array: np.ndarray, limit: int) -> str:
    """The inside of `array(...)`: the numbers, the shape where they do not show it, the dtype."""
    dtype = _cut(str(array.dtype), 30)
    plain = array.ndim == 0 or (array.ndim == 1 and 0 < array.size <= ITEMS)
    shape = "" if plain else f", shape {_cut(str(array.shape), 40)}"
    numbers = show_numbers(array, max(12, limit - len(f"tf.Variable({shape}, {dtype})")))
    return f"{numbers}{shape}, {dtype}"


def _rows(array: np.ndarray, room: int) -> str:
    if array.ndim == 0:
        wide = {"f": float, "c": complex}.get(array.dtype.kind)
        return _number(wide(array)) if wide else _text(array.item(), 1, 40)
    rows = (_rows(array[place], room) for place in range(min(room, len(array))))
    return f"[{_joined(rows, len(array), room)}]"


def _joined(texts: Iterable[str], count: int, room: int = ITEMS) -> str:
    shown = list(islice(texts, room))
    return ", ".join([*shown, "..."] if count > room else shown)


def _number(value: float | complex) -> str:
    text = f"{value:.{DIGITS}g}"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return f"{value:.1f}"
    return text


def _whole_number(value: int) -> str:
    if value.bit_length() <= 128:
        return str(int(value))
    return f"<a whole number of about {round(value.bit_length() * 0.30103)} digits>"


def _printable(text: str) -> str:
    """Control characters, direction marks and lone surrogates as escapes: the text may land in a terminal."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 3] + "..."
