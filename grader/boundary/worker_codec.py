"""The worker's side of values: TensorFlow, Keras and Matplotlib objects to and from the wire.

Objects are told apart by exact type (`type(x) is`), never by isinstance: a subclass of a tensor or of a float is
something else, and arrives as opaque.
"""

from __future__ import annotations

import functools
import io
import json
import types
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Literal

import keras
import numpy as np
import tensorflow as tf
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure

from grader.boundary import codec, records
from grader.boundary.arguments import NO_MEMORY, Memory
from grader.boundary.codec import MAX_AXES, MAX_LINES, MAX_POINTS, Undecodable, Unencodable, Wire
from grader.boundary.private_names import LOOKUP, EagerTensor, Functional, GraphFunction, ResourceVariable
from grader.boundary.records import (
    MAX_TEXT,
    Dataset,
    FunctionRef,
    Given,
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
Style = Literal["line", "markers", "scatter"]
PICTURE_DPI = 80


class Objects:
    """What stays in the worker between two calls of one check, by handle; and names that the judge may refer to."""

    def __init__(self, named: Callable[[str], Any], prop: Callable[[str], Any], memory: Memory = NO_MEMORY) -> None:
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
        write = WRITERS.get(type(value))
        return self._opaque(value, _type_name(value)) if write is None else write(self, value)

    def _other_from_wire(self, wire: Wire) -> Any:
        record = codec.to_record(wire, Given)
        return READERS[type(record)](self, record)

    def _opaque(self, value: Any, name: str) -> Opaque:
        return Opaque(name, self._keep(value))

    def _tensor(self, value: Any) -> Tensor | Opaque:
        array = np.asarray(value.numpy())
        if array.dtype.name not in codec.DTYPES:
            return self._opaque(value, f"tf.Tensor of dtype {value.dtype.name}")
        return Tensor(array, variable=type(value) is not EagerTensor)

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


WRITERS: Mapping[type, Callable[[Objects, Any], Wire]] = MappingProxyType(
    {
        EagerTensor: Objects._tensor,
        ResourceVariable: Objects._tensor,
        keras.Variable: Objects._tensor,
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
        Dataset: lambda objects, record: tf.data.Dataset.from_tensor_slices(record.array),
        KerasModel: lambda objects, record: build_model(record),
        Reference: lambda objects, record: objects.resolve(record.handle),
        Named: lambda objects, record: objects._named(record.name),
        PropName: lambda objects, record: objects._prop(record.name),
        Placed: lambda objects, record: objects._memory.array(record),
    }
)
"""How each record from a judge is read."""


def describe_figure(figure: Figure, handle: int) -> records.Figure:
    """Axes, lines with data, labels, titles, legends: what a suite may ask of a picture."""
    if len(figure.axes) > MAX_AXES:
        raise Unencodable("a figure has more than {count} axes", count=MAX_AXES)
    axes = tuple(_axes(each, figure.legends) for each in figure.axes)
    return records.Figure(axes, handle, _text(figure.get_suptitle()))


def _axes(axes: Any, shared: list[Any]) -> records.Axes:
    """One axes; a legend of the whole figure counts for each."""
    legends = [legend for legend in (axes.get_legend(), *shared) if legend is not None]
    lines = [_line(line.get_label(), line.get_xdata(), line.get_ydata(), _style(line)) for line in axes.get_lines()]
    for collection in axes.collections:
        if type(collection) is PathCollection:
            offsets = np.ma.getdata(collection.get_offsets())
            lines.append(_line(collection.get_label(), offsets[:, 0], offsets[:, 1], "scatter"))
    if len(lines) > MAX_LINES:
        raise Unencodable("axes have more than {count} lines", count=MAX_LINES)
    texts = tuple(_text(text.get_text()) for legend in legends for text in legend.get_texts()) if legends else None
    title = " ".join(filter(None, map(axes.get_title, ("left", "center", "right"))))
    return records.Axes(_text(title), _text(axes.get_xlabel()), _text(axes.get_ylabel()), texts, tuple(lines))


def _line(label: Any, x: Any, y: Any, style: Style) -> records.Line:
    x, y = np.asarray(x, np.float64).ravel(), np.asarray(y, np.float64).ravel()
    if max(x.size, y.size) > MAX_POINTS:
        raise Unencodable("a line has more than {count} points", count=MAX_POINTS)
    return records.Line(_text(label), x, y, style)


def _style(line: Any) -> Style:
    return "markers" if line.get_linestyle() in ("None", " ", "") else "line"


def picture(figure: Any) -> bytes:
    """The figure as PNG."""
    if type(figure) is not Figure:
        raise TypeError("only a Matplotlib figure has a picture")
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=PICTURE_DPI)
    return buffer.getvalue()


def describe_model(model: Any, handle: int) -> KerasModel:
    _name_known_activations(model)
    built = bool(model.built)
    config = json.dumps(_with_words(model, model.get_config()), default=_unserialisable)
    compiled = json.dumps(model.get_compile_config(), default=_unserialisable) if model.compiled else None
    weights = tuple(map(np.asarray, model.get_weights())) if built else ()
    kind: Literal["Sequential", "Functional"] = "Sequential" if type(model) is keras.Sequential else "Functional"
    return KerasModel(kind, config, weights, compiled, built, handle, _input_shape(model))


def build_model(record: KerasModel) -> Any:
    """The Keras model of a judge's `Model`: trusted, so built without the judge's checks."""
    kind = keras.Sequential if record.class_name == "Sequential" else keras.Model
    model = kind.from_config(json.loads(record.config))
    model.set_weights(record.weights)
    if record.compiled is not None:
        model.compile_from_config(json.loads(record.compiled))
    return model


def _name_known_activations(model: Any) -> None:
    """`tf.nn.relu` and `tf.tanh` as an activation are Keras's own under another name; a config knows only Keras's."""
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            _name_known_activations(layer)
        known = _known_activations().get(id(getattr(layer, "activation", None)))
        if known is not None:
            layer.activation = known


def _with_words(model: Any, config: dict[str, Any]) -> dict[str, Any]:
    """A config with the words that TextVectorization layers have learned: Keras keeps those in files of their own."""
    layers = {layer.name: layer for layer in model.layers}
    for part in config["layers"]:
        layer = layers.get(part["config"].get("name"))
        if isinstance(layer, keras.Model):
            _with_words(layer, part["config"])
        elif type(layer) is keras.layers.TextVectorization:
            part["config"].update(_words(layer))
    return config


def _words(layer: Any) -> dict[str, Any]:
    words = [str(word) for word in layer.get_vocabulary(include_special_tokens=False)]
    weights = getattr(getattr(layer, LOOKUP), "idf_weights", None)
    known = {} if weights is None else {"idf_weights": weights.numpy()[1 : 1 + len(words)].tolist()}
    return {"vocabulary": words or None, **known}


@functools.cache
def _known_activations() -> dict[int, Any]:
    names = ("relu", "sigmoid", "tanh", "softmax", "elu", "selu", "silu", "swish", "softplus", "leaky_relu", "gelu")
    libraries = (tf.nn, tf.math, tf)
    return {
        id(getattr(library, name)): getattr(keras.activations, name)
        for library in libraries
        for name in names
        if hasattr(library, name) and hasattr(keras.activations, name)
    }


def _input_shape(model: Any) -> tuple[int | None, ...] | None:
    try:
        shape = model.input_shape
    except (AttributeError, ValueError):
        return None
    if type(shape) is not tuple or not all(side is None or type(side) is int for side in shape):
        return None
    return shape


def _unserialisable(value: Any) -> str:
    return f"<{_type_name(value)}>"


def _type_name(value: Any) -> str:
    kind = type(value)
    module = getattr(kind, "__module__", "")
    name = str(getattr(kind, "__qualname__", "object"))
    return _text(name if module in ("builtins", None) else f"{str(module).split('.')[0]} {name}")


def _name(function: Any) -> str:
    return _text(getattr(function, "__name__", None) or _type_name(function))


def _text(value: Any) -> str:
    return value[:MAX_TEXT].encode(errors="replace").decode() if type(value) is str else ""
