"""The judge's side of values: records to and from the wire. What arrives is data; nothing that arrives is executed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np

from grader.runtime import codec
from grader.runtime.codec import Undecodable, Wire
from grader.runtime.values import Axes, Dataset, Figure, GraphFunction, Line, Model, Opaque, Prop, Tensor
from grader.runtime.values import Callable as CallableRecord

MAX_PICTURE = 2 * 1024 * 1024
MAX_PICTURE_SIDE = 4000
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
MAX_NAME = 2000
MAX_TEXTS = 200
"""Of one legend."""
MAX_WEIGHTS = 1000
MAX_CONFIG = 1024 * 1024
"""Characters of JSON; a model of 64 layers has some 50,000."""


def to_wire(value: Any) -> Wire:
    """The wire form of an argument; codec.Unencodable, or TypeError for a type that a suite cannot send."""
    return codec.encode(value, _other_to_wire)


def from_wire(wire: Wire, function: Callable[[str, int], CallableRecord] = CallableRecord) -> Any:
    """The value of what a worker sent; codec.Undecodable for anything that is none. `function` makes callables."""

    def other(tag: str, fields: list[Any], decode: Callable[[Wire], Any]) -> Any:
        if tag in ("tensor", "variable"):
            return Tensor(codec.read_array(fields), variable=tag == "variable")
        reader = _READERS.get(tag)
        if tag == "callable" and len(fields) == 2:
            return function(_text(fields[1]), _handle(fields[0]))
        if reader is None or len(fields) != reader[0]:
            raise Undecodable("a value with an unknown tag, or with too few or too many fields")
        return reader[1](*fields)

    return codec.decode(wire, other)


def check_picture(payload: Any) -> bytes:
    """The bytes of a PNG of bounded size; Undecodable for anything else. Only the outer structure is read."""
    if type(payload) is not bytes or not payload.startswith(PNG_SIGNATURE) or payload[12:16] != b"IHDR":
        raise Undecodable("a picture that is no PNG")
    if len(payload) > MAX_PICTURE or not payload.endswith(b"IEND\xaeB`\x82"):
        raise Undecodable(f"a picture above {MAX_PICTURE} bytes, or one that is cut off")
    width, height = int.from_bytes(payload[16:20], "big"), int.from_bytes(payload[20:24], "big")
    if not (0 < width <= MAX_PICTURE_SIDE and 0 < height <= MAX_PICTURE_SIDE):
        raise Undecodable(f"a picture larger than {MAX_PICTURE_SIDE} pixels")
    return payload


def _other_to_wire(value: Any) -> Wire:
    if type(value) is Tensor:
        return codec.array_fields("variable" if value.variable else "tensor", value.array)
    if type(value) is Dataset:
        return codec.array_fields("dataset", value.array)
    if type(value) is Prop:
        return ["prop", value.name]
    if isinstance(value, CallableRecord) and not value.handle:
        return ["name", value.name]
    if isinstance(value, CallableRecord | Opaque | GraphFunction | Figure | Model) and value.handle:
        return ["ref", value.handle]
    if type(value) is Model:
        compiled = None if value.compiled is None else json.dumps(value.compiled)
        weights = [codec.array_fields("array", weight) for weight in value.weights]
        return ["build", value.class_name, json.dumps(value.config), weights, compiled]
    raise TypeError(f"a suite cannot send a {type(value).__name__} to a submission")


def _graph(handle: Any, name: Any, traces: Any) -> GraphFunction:
    return GraphFunction(_text(name), _handle(handle), _count(traces))


def _opaque(handle: Any, name: Any) -> Opaque:
    return Opaque(_text(name), _handle(handle))


def _figure(handle: Any, title: Any, axes: Any) -> Figure:
    found = tuple(_axes(*_fields(each, 5)) for each in _list(axes, codec.MAX_AXES))
    return Figure(found, _handle(handle), _text(title))


def _axes(title: Any, x_label: Any, y_label: Any, legend: Any, lines: Any) -> Axes:
    texts = None if legend is None else tuple(_text(text) for text in _list(legend, MAX_TEXTS))
    found = tuple(_line(*_fields(each, 4)) for each in _list(lines, codec.MAX_LINES))
    return Axes(_text(title), _text(x_label), _text(y_label), texts, found)


def _line(label: Any, x: Any, y: Any, style: Any) -> Line:
    points = codec.read_array(_list(x)), codec.read_array(_list(y))
    plain = (each.ndim == 1 and each.dtype == np.float64 and each.size <= codec.MAX_POINTS for each in points)
    if not all(plain) or style not in Line.STYLES:
        raise Undecodable("a line of a figure that is not two rows of numbers")
    return Line(_text(label), *points, style)


def _model(handle: Any, kind: Any, config: Any, weights: Any, compiled: Any, built: Any, shape: Any) -> Model:
    if kind not in ("Sequential", "Functional") or type(built) is not bool:
        raise Undecodable("a model of an unknown kind")
    arrays = tuple(codec.read_array(_fields(each, 4)[1:]) for each in _list(weights, MAX_WEIGHTS))
    input_shape = None
    if shape is not None:
        input_shape = tuple(None if side is None else _count(side) for side in _list(shape, codec.MAX_DIMENSIONS))
    return Model(
        kind, _json(config), arrays, None if compiled is None else _json(compiled), built, _handle(handle), input_shape
    )


_READERS: dict[str, tuple[int, Callable[..., Any]]] = {
    "graph": (3, _graph),
    "opaque": (2, _opaque),
    "figure": (3, _figure),
    "model": (7, _model),
}


def _text(value: Any) -> str:
    if type(value) is not str:
        raise Undecodable("a name that is no text")
    return value[:MAX_NAME]


def _count(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 2**31:
        raise Undecodable("a count that is no count")
    return value


def _handle(value: Any) -> int:
    if _count(value) == 0:
        raise Undecodable("a handle that is none")
    return _count(value)


def _list(value: Any, longest: int | None = None) -> list[Any]:
    if type(value) is not list:
        raise Undecodable("a list that is none")
    if longest is not None and len(value) > longest:
        raise Undecodable(f"a list of more than {longest} parts")
    return value


def _fields(value: Any, count: int) -> list[Any]:
    if len(_list(value)) != count:
        raise Undecodable("a record with too few or too many fields")
    return _list(value)


def _json(value: Any) -> dict[str, Any]:
    if type(value) is not str or len(value) > MAX_CONFIG:
        raise Undecodable(f"a configuration that is no text, or above {MAX_CONFIG} characters")
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        raise Undecodable("a configuration that is no JSON") from None
    if type(found) is not dict:
        raise Undecodable("a configuration that is no JSON object")
    return found
