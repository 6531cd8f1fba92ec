"""The judge's side of values: records to and from the wire. What arrives is data; nothing that arrives is executed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import keras
import msgspec
import numpy as np
import tensorflow as tf

from grader.boundary import codec, layer_sets, tables
from grader.boundary.codec import Undecodable, Wire
from grader.boundary.data import DataFrame, Dataset, Elements, Ragged, Series, Sparse, Strings
from grader.boundary.keras_models import describe_model
from grader.boundary.records import (
    Figure,
    FunctionRef,
    GraphFunction,
    KerasModel,
    Model,
    Named,
    Opaque,
    Prop,
    PropName,
    Reference,
    Tensor,
)

MAX_PICTURE = 2 * 1024 * 1024
MAX_PICTURE_SIDE = 4000
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


class Sent(msgspec.Struct, array_like=True):
    """What a worker may send, beside plain values. A struct, since msgspec remembers how these are read."""

    record: (
        Tensor
        | Strings
        | Ragged
        | Sparse
        | Elements
        | DataFrame
        | Series
        | Opaque
        | FunctionRef
        | GraphFunction
        | Figure
        | KerasModel
    )


def to_wire(value: Any) -> Wire:
    """The wire form of an argument; codec.Unencodable, or TypeError for a type that a suite cannot send."""
    return codec.encode(value, _other_to_wire)


def from_wire(
    wire: Wire,
    function: Callable[[str, int], FunctionRef] = FunctionRef,
    layers: tuple[str, ...] = layer_sets.DEFAULT,
) -> Any:
    """The value of what a worker sent; codec.Undecodable for anything else. `function` makes callables, `layers` are
    the sets of Keras layers that a model may have."""

    def inside(wire: Wire) -> Any:
        record = codec.to_record(wire, Sent)
        if not getattr(record, "handle", True):
            raise Undecodable("a handle is missing")
        if type(record) is FunctionRef:
            return function(record.name, record.handle)
        if type(record) is KerasModel:
            return _model(record, layers)
        if type(record) is Elements:
            raise Undecodable("a dataset contains a dataset")
        if isinstance(record, DataFrame | Series):
            return tables.unpacked(record)
        return record.array.astype(str) if type(record) is Strings and _is_array(record) else record

    def other(wire: Wire) -> Any:
        if wire[0] != Elements.__name__:
            return inside(wire)
        record = codec.to_record(wire, Sent)
        items = codec.decode(record.items, inside)
        if type(items) is not list or not record.handle:
            raise Undecodable("a dataset comes without its elements")
        return msgspec.structs.replace(record, items=items)

    return codec.decode(wire, other)


def check_picture(payload: Any) -> bytes:
    """The bytes of a PNG of bounded size; Undecodable for anything else. Only the outer structure is read."""
    if type(payload) is not bytes or not payload.startswith(PNG_SIGNATURE) or payload[12:16] != b"IHDR":
        raise Undecodable("the picture is not a PNG")
    if len(payload) > MAX_PICTURE or not payload.endswith(b"IEND\xaeB`\x82"):
        raise Undecodable("the picture has more than {count} bytes or is cut off", count=MAX_PICTURE)
    width, height = int.from_bytes(payload[16:20], "big"), int.from_bytes(payload[20:24], "big")
    if not (0 < width <= MAX_PICTURE_SIDE and 0 < height <= MAX_PICTURE_SIDE):
        raise Undecodable("the picture is wider or higher than {count} pixels", count=MAX_PICTURE_SIDE)
    return payload


def _other_to_wire(value: Any) -> Wire:
    if type(value) in (Tensor, Dataset, Strings, Ragged, Sparse):
        return value
    if type(value) is np.ndarray and value.dtype.kind == "U":
        return Strings.of(value)
    frame = value if isinstance(value, DataFrame | Series) else tables.described(value)
    if frame is not None:
        return tables.packed(frame)
    if type(value) is Prop:
        return PropName(value.name)
    if isinstance(value, FunctionRef) and not value.handle:
        return Named(value.name)
    if isinstance(value, FunctionRef | Opaque | GraphFunction | Figure | Model | Elements) and value.handle:
        return Reference(value.handle)
    if type(value) is Model:
        compiled = None if value.compiled is None else json.dumps(value.compiled)
        return KerasModel(value.class_name, json.dumps(value.config), value.weights, compiled, value.built)
    if isinstance(value, keras.Model):
        return describe_model(value)
    if isinstance(value, tf.Tensor | tf.Variable) and tf.executing_eagerly():
        return _tensor(value)
    raise TypeError(f"a suite cannot send a {type(value).__name__} to a submission")


def _tensor(value: tf.Tensor | tf.Variable) -> Tensor | Strings:
    if value.dtype == tf.string:
        texts: list[bytes] = np.asarray(value.numpy(), dtype=object).ravel().tolist()
        return Strings(tuple(texts), tuple(value.shape))
    return Tensor(np.asarray(value.numpy()), variable=isinstance(value, tf.Variable))


def _is_array(record: Strings) -> bool:
    """NumPy gives each text of an array as much room as the longest one needs."""
    longest = max(map(len, record.values), default=0)
    if not record.is_tensor and 4 * longest * len(record.values) > 4 * codec.MAX_BYTES:
        raise Undecodable("an array of text has more than {count} bytes", count=4 * codec.MAX_BYTES)
    return not record.is_tensor


def _model(sent: KerasModel, layers: tuple[str, ...]) -> Model:
    compiled = None if sent.compiled is None else _json(sent.compiled)
    config, shape = _json(sent.config), sent.input_shape
    return Model(sent.class_name, config, sent.weights, compiled, sent.built, sent.handle, shape, layers)


def _json(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise Undecodable("a configuration is not JSON") from None
    if type(found) is not dict:
        raise Undecodable("a configuration is not a JSON object")
    return found
