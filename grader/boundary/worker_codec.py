"""The worker's side of values: TensorFlow, Keras and Matplotlib objects to and from the wire.

Objects are told apart by exact type (`type(x) is`), never by isinstance: a subclass of a tensor or of a float is
something else, and arrives as opaque.
"""

from __future__ import annotations

import functools
import math
import types
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import keras
import msgspec
import numpy as np
import tensorflow as tf
from matplotlib.figure import Figure

from grader.boundary import codec, records, tables
from grader.boundary.arguments import NO_MEMORY, ArgumentMemory
from grader.boundary.codec import Undecodable, Unencodable, Wire
from grader.boundary.data import DataFrame, Dataset, Elements, Ragged, Series, Sparse, Strings
from grader.boundary.figures import describe_figure
from grader.boundary.keras_models import build_model, describe_model
from grader.boundary.naming import text, type_name
from grader.boundary.private_names import EagerTensor, Functional, GraphFunction, ResourceVariable
from grader.boundary.records import (
    FunctionRef,
    KerasModel,
    Named,
    Opaque,
    Placed,
    PropName,
    Reference,
    Tensor,
)

FUNCTION_TYPES = (
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    functools.partial,
    np.ufunc,
)
MAX_TAKEN = 100
TAKEN_BYTES = 2 * 1024 * 1024
"""Of a dataset: how many elements are taken, and how large they may become. How long that may take is the call's own
limit: on a busy machine a dataset has no fewer elements."""


class FromJudge(msgspec.Struct, array_like=True):
    """What a judge may send, beside plain values."""

    record: (
        Tensor
        | Strings
        | Ragged
        | Sparse
        | DataFrame
        | Series
        | KerasModel
        | Dataset
        | Reference
        | Named
        | PropName
        | Placed
    )


class Objects:
    """What stays in the worker between two calls of one check, by handle; and names that the judge may refer to."""

    def __init__(
        self, named: Callable[[str], Any], prop: Callable[[str], Any], memory: ArgumentMemory = NO_MEMORY
    ) -> None:
        self._kept: list[Any] = []
        self._named = named
        self._prop = prop
        self._memory = memory

    def forget(self) -> None:
        self._kept.clear()

    def resolve(self, handle: Any) -> Any:
        """The object behind a handle that this worker gave out; Undecodable for any other."""
        if type(handle) is not int or not 0 < handle <= len(self._kept):
            raise Undecodable("handle {handle} does not belong to this worker", handle=repr(handle))
        return self._kept[handle - 1]

    def to_wire(self, value: Any) -> Wire:
        """Raises Unencodable for what is above the caps; anything without a form of its own is opaque."""
        return codec.encode(value, self._other_to_wire)

    def from_wire(self, wire: Wire) -> Any:
        return codec.decode(wire, self._other_from_wire)

    def _keep(self, value: Any) -> int:
        self._kept.append(value)
        return len(self._kept)

    def _other_to_wire(self, value: Any) -> Wire:
        return self._elements(value) if isinstance(value, tf.data.Dataset) else self._inside_to_wire(value)

    def _inside_to_wire(self, value: Any) -> Wire:
        write = WRITERS.get(type(value))
        if write is not None:
            return write(self, value)
        frame = tables.described(value)
        return self._opaque(value, type_name(value)) if frame is None else tables.packed(frame)

    def _other_from_wire(self, wire: Wire) -> Any:
        record = codec.to_record(wire, FromJudge)
        return READERS[type(record)](self, record)

    def _opaque(self, value: Any, name: str) -> Opaque:
        return Opaque(name, self._keep(value))

    def _tensor(self, value: Any) -> Tensor | Strings | Opaque:
        if value.dtype == tf.string:
            return _strings(value)
        array = np.asarray(value.numpy())
        if array.dtype.name not in codec.DTYPES:
            return self._opaque(value, f"tf.Tensor of dtype {value.dtype.name}")
        return Tensor(array, variable=type(value) is not EagerTensor)

    def _array(self, value: Any) -> Strings | Opaque:
        """An array that is not one of numbers."""
        if value.dtype.kind != "U":
            return self._opaque(value, f"numpy ndarray of {'objects' if value.dtype.hasobject else value.dtype.name}")
        return Strings.of(value)

    def _ragged(self, value: Any) -> Ragged | Opaque:
        flat = self._tensor(value.flat_values)
        splits = tuple(split.numpy().astype(np.int64) for split in value.nested_row_splits)
        return self._opaque(value, type_name(value)) if isinstance(flat, Opaque) else Ragged(flat, splits)

    def _sparse(self, value: Any) -> Sparse | Opaque:
        flat, shape = self._tensor(value.values), tuple(map(int, value.dense_shape.numpy()))
        if math.prod(shape) > codec.MAX_BYTES // 8:
            raise Unencodable("a sparse tensor of shape {shape} is too large to be graded", shape=str(shape)[:100])
        if isinstance(flat, Opaque):
            return self._opaque(value, type_name(value))
        return Sparse(value.indices.numpy(), flat, shape)

    def _elements(self, value: Any) -> Elements:
        """The first elements, as many as there is room for."""
        items: list[Wire] = []
        left = TAKEN_BYTES
        for item in value:
            if len(items) == MAX_TAKEN or left <= 0:
                return Elements(["list", items], is_whole=False, handle=self._keep(value))
            items.append(codec.encode(item, self._inside_to_wire))
            left -= len(codec.to_bytes(items[-1]))
        return Elements(["list", items], is_whole=True, handle=self._keep(value))

    def _function(self, value: Any) -> FunctionRef:
        return FunctionRef(_name(value), self._keep(value))

    def _graph_function(self, value: Any) -> records.GraphFunction:
        traces = value.experimental_get_tracing_count()
        return records.GraphFunction(_name(value.python_function), self._keep(value), traces)

    def _history(self, value: Any) -> Wire:
        return self.to_wire(dict(value.history))

    def _figure(self, value: Figure) -> records.Figure:
        return describe_figure(value, self._keep(value))

    def _model(self, value: Any) -> KerasModel:
        return describe_model(value, self._keep(value))

    def _read_tensor(self, record: Tensor) -> Any:
        return tf.Variable(record.array) if record.variable else tf.constant(record.array)

    def _read_flat(self, record: Tensor | Strings) -> Any:
        return self._read_tensor(record) if isinstance(record, Tensor) else _read_strings(record)


WRITERS: Mapping[type, Callable[[Objects, Any], Wire]] = MappingProxyType(
    {
        EagerTensor: Objects._tensor,
        ResourceVariable: Objects._tensor,
        keras.Variable: Objects._tensor,
        tf.IndexedSlices: lambda objects, value: objects._tensor(tf.convert_to_tensor(value)),
        tf.RaggedTensor: Objects._ragged,
        tf.SparseTensor: Objects._sparse,
        np.ndarray: Objects._array,
        keras.callbacks.History: Objects._history,
        keras.Sequential: Objects._model,
        Functional: Objects._model,
        keras.Model: Objects._model,
        GraphFunction: Objects._graph_function,
        Figure: Objects._figure,
        **dict.fromkeys(FUNCTION_TYPES, Objects._function),
    }
)
"""How an object of exactly this type is written; objects of other types are opaque."""
READERS: Mapping[type, Callable[[Objects, Any], Any]] = MappingProxyType(
    {
        Tensor: Objects._read_tensor,
        Strings: Objects._read_flat,
        Ragged: lambda objects, record: tf.RaggedTensor.from_nested_row_splits(
            objects._read_flat(record.values), record.splits
        ),
        Sparse: lambda objects, record: tf.SparseTensor(
            record.indices, objects._read_flat(record.values), record.shape
        ),
        DataFrame: lambda objects, record: tables.built(tables.unpacked(record)),
        Series: lambda objects, record: tables.built(tables.unpacked(record)),
        Dataset: lambda objects, record: build_dataset(record),
        KerasModel: lambda objects, record: build_model(record),
        Reference: lambda objects, record: objects.resolve(record.handle),
        Named: lambda objects, record: objects._named(record.name),
        PropName: lambda objects, record: objects._prop(record.name),
        Placed: lambda objects, record: objects._memory.array(record),
    }
)
"""How each record from a judge is read."""


def _strings(tensor: Any) -> Strings:
    values = np.asarray(tensor.numpy(), dtype=object).ravel().tolist()
    if len(values) > codec.MAX_ELEMENTS:
        raise Unencodable("a tensor of text has more than {count} elements", count=codec.MAX_ELEMENTS)
    return Strings(tuple(values), tuple(tensor.shape))


def _read_strings(record: Strings) -> Any:
    if not record.is_tensor:
        return record.array.astype(str)
    return tf.constant(np.array(record.values, dtype=object).reshape(record.shape), tf.string)


def build_dataset(record: Dataset) -> Any:
    parts = record.array if record.labels is None else (record.array, record.labels)
    found = tf.data.Dataset.from_tensor_slices(parts)
    return found.batch(record.batch) if record.batch else found


def _name(function: Any) -> str:
    return text(getattr(function, "__name__", None) or type_name(function))
