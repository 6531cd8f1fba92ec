"""The worker's side of values: TensorFlow, Keras and Matplotlib objects to and from the wire.

Objects are told apart by exact type (`type(x) is`), never by isinstance: a subclass of a tensor or of a float is
something else, and arrives as opaque.
"""

from __future__ import annotations

import functools
import io
import json
import types
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure

from grader.runtime import codec
from grader.runtime.arguments import NO_MEMORY, PLACED, Memory
from grader.runtime.codec import MAX_AXES, MAX_LINES, MAX_POINTS, Undecodable, Unencodable, Wire
from grader.runtime.private_names import EagerTensor, Functional, GraphFunction, ResourceVariable

FUNCTION_TYPES = (
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    functools.partial,
    np.ufunc,
)
MAX_TEXT = 2000
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
            raise Undecodable(f"handle {handle!r} is not of this worker")
        return self._kept[handle - 1]

    def to_wire(self, value: Any) -> Wire:
        """Raises Unencodable for what is above the caps; whatever has no form of its own is opaque."""
        return codec.encode(value, self._other_to_wire)

    def from_wire(self, wire: Wire) -> Any:
        return codec.decode(wire, self._other_from_wire)

    def _keep(self, value: Any) -> int:
        self._kept.append(value)
        return len(self._kept)

    def _other_to_wire(self, value: Any) -> Wire:
        kind = type(value)
        if kind is EagerTensor:
            return self._tensor("tensor", value)
        if kind in (ResourceVariable, keras.Variable):
            return self._tensor("variable", value)
        if kind is keras.callbacks.History:
            return self.to_wire(dict(value.history))
        if kind in (keras.Sequential, Functional, keras.Model):
            return model_to_wire(value, self._keep(value))
        if kind is GraphFunction:
            traces = value.experimental_get_tracing_count()
            return ["graph", self._keep(value), _name(value.python_function), traces]
        if kind is Figure:
            return figure_to_wire(value, self._keep(value))
        if kind in FUNCTION_TYPES:
            return ["callable", self._keep(value), _name(value)]
        return ["opaque", self._keep(value), _type_name(value)]

    def _tensor(self, tag: str, value: Any) -> Wire:
        array = np.asarray(value.numpy())
        if array.dtype.name not in codec.DTYPES:
            return ["opaque", self._keep(value), f"tf.Tensor of dtype {value.dtype.name}"]
        return codec.array_fields(tag, array)

    def _other_from_wire(self, tag: str, fields: list[Any], decode: Callable[[Wire], Any]) -> Any:
        if tag == PLACED:
            return self._memory.array(fields)
        if tag == "tensor":
            return tf.constant(codec.read_array(fields))
        if tag == "variable":
            return tf.Variable(codec.read_array(fields))
        if tag == "dataset":
            return tf.data.Dataset.from_tensor_slices(codec.read_array(fields))
        if tag == "ref":
            return self.resolve(fields[0])
        if tag == "name":
            return self._named(fields[0])
        if tag == "prop":
            return self._prop(fields[0])
        if tag == "build":
            return build_model(fields, decode)
        raise Undecodable(f"unknown tag {tag!r}")


def figure_to_wire(figure: Figure, handle: int) -> Wire:
    """Axes, lines with data, labels, titles, legends: what a suite may ask of a picture."""
    if len(figure.axes) > MAX_AXES:
        raise Unencodable(f"a figure with more than {MAX_AXES} axes")
    suptitle = figure.get_suptitle()
    return ["figure", handle, _text(suptitle), [_axes_to_wire(axes, figure.legends) for axes in figure.axes]]


def _axes_to_wire(axes: Any, shared: list[Any]) -> Wire:
    """One axes; a legend of the whole figure counts for each."""
    legends = [legend for legend in (axes.get_legend(), *shared) if legend is not None]
    lines = [
        _line_to_wire(line.get_label(), line.get_xdata(), line.get_ydata(), _style(line)) for line in axes.get_lines()
    ]
    for collection in axes.collections:
        if type(collection) is PathCollection:
            offsets = np.ma.getdata(collection.get_offsets())
            lines.append(_line_to_wire(collection.get_label(), offsets[:, 0], offsets[:, 1], "scatter"))
    if len(lines) > MAX_LINES:
        raise Unencodable(f"axes with more than {MAX_LINES} lines")
    texts = [_text(text.get_text()) for legend in legends for text in legend.get_texts()] if legends else None
    title = " ".join(filter(None, map(axes.get_title, ("left", "center", "right"))))
    return [_text(title), _text(axes.get_xlabel()), _text(axes.get_ylabel()), texts, lines]


def _line_to_wire(label: Any, x: Any, y: Any, style: str) -> Wire:
    x, y = np.asarray(x, np.float64).ravel(), np.asarray(y, np.float64).ravel()
    if max(x.size, y.size) > MAX_POINTS:
        raise Unencodable(f"a line with more than {MAX_POINTS} points")
    return [_text(label), codec.array_fields("array", x)[1:], codec.array_fields("array", y)[1:], style]


def _style(line: Any) -> str:
    return "markers" if line.get_linestyle() in ("None", " ", "") else "line"


def picture(figure: Any) -> bytes:
    """The figure as PNG."""
    if type(figure) is not Figure:
        raise TypeError("only a Matplotlib figure has a picture")
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=PICTURE_DPI)
    return buffer.getvalue()


def model_to_wire(model: Any, handle: int) -> Wire:
    """`["model", handle, class, config, weights, compiled, built, input_shape]`; configs are JSON texts."""
    _name_known_activations(model)
    built = bool(model.built)
    config = json.dumps(model.get_config(), default=_unserialisable)
    compiled = json.dumps(model.get_compile_config(), default=_unserialisable) if model.compiled else None
    weights = [codec.array_fields("array", np.asarray(weight)) for weight in model.get_weights()] if built else []
    kind = "Sequential" if type(model) is keras.Sequential else "Functional"
    return ["model", handle, kind, config, weights, compiled, built, _input_shape(model)]


def build_model(fields: list[Any], decode: Callable[[Wire], Any]) -> Any:
    """The Keras model of a judge's `Model`: trusted, so built without the judge's checks."""
    kind, config, weights, compiled = fields
    model = (keras.Sequential if kind == "Sequential" else keras.Model).from_config(json.loads(config))
    model.set_weights([decode(weight) for weight in weights])
    if compiled is not None:
        model.compile_from_config(json.loads(compiled))
    return model


def _name_known_activations(model: Any) -> None:
    """`tf.nn.relu` and `tf.tanh` as an activation are Keras's own under another name; a config knows only Keras's."""
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            _name_known_activations(layer)
        known = _known_activations().get(id(getattr(layer, "activation", None)))
        if known is not None:
            layer.activation = known


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


def _input_shape(model: Any) -> Wire:
    try:
        shape = model.input_shape
    except (AttributeError, ValueError):
        return None
    if type(shape) is not tuple or not all(side is None or type(side) is int for side in shape):
        return None
    return list(shape)


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
