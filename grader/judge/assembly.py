"""Builds the layers of a model's graph, each checked for its size before it is built.

The cost is bounded by the submitted weights: a layer is built only if they contain its kernels, no initialiser runs,
and what the layers compute and keep for one row is counted.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple, NoReturn

import keras
import numpy as np
from keras import tree

from grader.feedback import phrase
from grader.judge.allowed import INSIDE, NotGradable
from grader.judge.kernels import kernels, work
from grader.judge.plan import LayerGraph, Leaf, Ref

MAX_LAYERS = 64
MAX_AXES = 8


class Bounds(NamedTuple):
    """What a model may take for one row of input."""

    values: int
    """Values that all layers together may keep."""
    products: int
    """Multiplications in all layers; 8 MiB of weights are two million."""


SMALL, LARGE = Bounds(2**18, 2**24), Bounds(2**22, 2**27)
"""Of models of Dense layers only, and of others: a picture takes far more than a row of a table."""
LISTS = frozenset(
    {
        *("axis", "target_shape", "shared_axes", "mean", "variance", "scale", "offset", "noise_shape", "dims"),
        *("kernel_size", "strides", "dilation_rate", "pool_size", "size", "padding", "output_padding", "cropping"),
        *("vocabulary", "idf_weights"),
    }
)
"""Keys whose value may be a list. Elsewhere a list would be broadcast like a number."""
WITHOUT = ("_regularizer", "_constraint", "quantization_config", "lora_rank", "lora_alpha", "stateful", "unroll")
"""Endings of keys that only training needs. A recurrent layer starts anew for each row."""

BuiltLayers = dict[str, Any]
"""The layers of a model by name, those of a model inside it as another one."""


class Assembly:
    """One model while it is built. Its methods may raise whatever Keras raises for a config that does not fit."""

    def __init__(self, graph: LayerGraph, weights: Sequence[np.ndarray], bounds: Bounds = SMALL) -> None:
        if not 0 < graph.count() <= MAX_LAYERS:
            raise NotGradable(phrase("it has no layers, or more than {limit}", limit=MAX_LAYERS))
        self._graph = graph
        self._weights = weights
        self._bounds = bounds
        self._kernels = Counter(weight.shape for weight in weights)
        self.values = 0
        """What the model keeps for one row."""
        self._products = 0
        self._leaves: list[keras.Layer] = []
        self._names: set[str] = set()

    def model(self) -> keras.Model:
        """The model with its weights; the layers of models inside it stand among its own."""
        made = self._make(self._graph)
        inputs = tree.map_structure(lambda ref: made[ref.layer].output, self._graph.inputs)
        for tensor in tree.flatten(inputs):
            self._count(tensor)
        outputs = self._apply(self._graph, made, tree.flatten(inputs))
        model = keras.Model(inputs, outputs)
        self._set_weights()
        return model

    def _make(self, graph: LayerGraph) -> BuiltLayers:
        return {
            name: self._make(layer) if isinstance(layer, LayerGraph) else self._layer(layer)
            for name, layer in graph.layers.items()
        }

    def _layer(self, leaf: Leaf) -> keras.Layer:
        config = _plain(leaf.config) if leaf.kind != "InputLayer" else dict(leaf.config)
        name = given = str(config.get("name") or leaf.kind.lower())[:100]
        while name in self._names:  # inner models may have layers of the same name
            name = f"{given}_{len(self._names)}"
        self._names.add(name)
        layer = getattr(keras.layers, leaf.kind).from_config({**config, "name": name})
        self._leaves.append(layer)
        return layer

    def _apply(self, graph: LayerGraph, made: BuiltLayers, tensors: Sequence[Any]) -> Any:
        """The outputs of a model for tensors, one for each of its inputs."""
        refs = tree.flatten(graph.inputs)
        known = {(ref.layer, 0): [_cast(t, made.get(ref.layer))] for ref, t in zip(refs, tensors, strict=True)}
        waiting = {
            (name, place): (call, {(ref.layer, ref.call) for ref in call.refs})
            for name, calls in graph.calls.items()
            for place, call in enumerate(calls)
        }

        def tensor(part: Any) -> Any:
            return known[part.layer, part.call][part.output] if isinstance(part, Ref) else part

        while waiting:
            ready = [key for key, (_call, needed) in waiting.items() if needed <= known.keys()]
            if not ready:
                raise ValueError("layers that wait for each other")
            for key in ready:
                call, _needed = waiting.pop(key)
                args, kwargs = tree.map_structure(tensor, [call.args, call.kwargs])
                known[key] = self._call(graph.layers[key[0]], made[key[0]], args, kwargs)
        return tree.map_structure(tensor, graph.outputs)

    def _call(self, layer: Leaf | LayerGraph, made: Any, args: list[Any], kwargs: dict[str, Any]) -> list[Any]:
        given = [part for part in tree.flatten([args, kwargs]) if isinstance(part, keras.KerasTensor)]
        if isinstance(layer, LayerGraph):
            return list(tree.flatten(self._apply(layer, made, given)))
        self._check(made, given[0].shape)
        found: list[Any] = tree.flatten(made(*args, **kwargs))
        for tensor in found:
            self._count(tensor)
        taken = work(made, given[0].shape, [tensor.shape for tensor in found])
        self._products += taken.products
        self._keep(taken.values)
        if self._products > self._bounds.products:
            raise NotGradable(phrase("its layers need too much computation for one row of input"))
        return found

    def _check(self, layer: keras.Layer, shape: tuple[int, ...]) -> None:
        """Before a layer is built for an input of that shape."""
        axis = getattr(layer, "axis", None)
        axes = [each % len(shape) for each in axis] if isinstance(axis, list | tuple) else []
        if len(set(axes)) < len(axes):
            raise ValueError("the same axis twice")
        if isinstance(layer, keras.layers.Concatenate) and layer.axis % len(shape) == 0:
            raise ValueError("rows of a batch that are joined")
        if isinstance(layer, keras.layers.Rescaling):
            for part in (layer.scale, layer.offset):
                if np.ndim(part) > 1 or np.size(part) not in (1, shape[-1]):
                    raise ValueError("a scale that does not fit its input")
        if not layer.built:
            self._kernels.subtract(kernels(layer, shape))
            if any(count < 0 for count in self._kernels.values()):
                _misfit()

    def _count(self, tensor: Any) -> None:
        rows, *sides = tensor.shape
        if None in sides or len(sides) >= MAX_AXES:
            raise NotGradable(phrase("its input has too many axes, or an axis of unknown length"))
        self._keep((rows or 1) * math.prod(sides))

    def _keep(self, values: int) -> None:
        self.values += values
        if self.values > self._bounds.values:
            raise NotGradable(phrase("its layers produce too many values for one row of input"))

    def _set_weights(self) -> None:
        if sum(len(layer.weights) for layer in self._leaves) != len(self._weights):
            for layer in self._leaves:
                _build_activation(layer)
        left = list(self._weights)
        for layer in self._leaves:
            given, left = left[: len(layer.weights)], left[len(layer.weights) :]
            if [weight.shape for weight in layer.weights] != [weight.shape for weight in given]:
                _misfit()
            layer.set_weights(given)
            if isinstance(layer, keras.layers.Normalization) and given:
                layer.finalize_state()
        if left:
            _misfit()


def _misfit() -> NoReturn:
    raise NotGradable(phrase("its weights do not fit its layers"))


def _plain(config: dict[str, Any]) -> dict[str, Any]:
    """A layer's config with zeros for initial weights, and without what only training needs."""
    found: dict[str, Any] = {}
    for key, value in config.items():
        if key.endswith("_initializer"):
            found[key] = "zeros"
        elif isinstance(value, list) and key not in LISTS:
            raise ValueError(f"a list as {key}")
        elif not key.endswith(WITHOUT):
            inner = key in ("activation", "recurrent_activation", *INSIDE) and isinstance(value, dict)
            found[key] = {**value, "config": _plain(value["config"])} if inner else value
    return found


def _cast(tensor: Any, input_layer: Any) -> Any:
    """The tensor as a model inside takes it: an input layer of its own may have another dtype."""
    if input_layer is None or input_layer.output.dtype == tensor.dtype:
        return tensor
    return keras.ops.cast(tensor, input_layer.output.dtype)


def _build_activation(layer: keras.Layer) -> None:
    """A layer as an activation has its weights only once it has been called."""
    activation = getattr(layer, "activation", None)
    if isinstance(activation, keras.Layer) and not activation.built:
        activation.build(layer.output.shape)
