"""Builds the layers of a model's graph, each checked for its size before it is built.

The cost is bounded by the submitted weights: a Dense layer is built only if they contain its kernel, no initialiser
runs, and the values that the layers produce for one row are counted.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any, NoReturn

import keras
import numpy as np
from keras import tree

from grader.feedback import phrase
from grader.judge.allowed import NotGradable
from grader.judge.plan import Graph, Leaf, Ref

MAX_LAYERS = 64
MAX_AXES = 8
MAX_NUMBERS = 2**18
"""Values that all layers together may produce for one row of input."""
MAX_PRODUCTS = 2**24
"""Multiplications for one row, in all Dense layers; 8 MiB of weights are two million."""
LISTS = frozenset({"axis", "target_shape", "shared_axes", "mean", "variance", "scale", "offset", "noise_shape"})
"""Keys whose value may be a list. Elsewhere a list would be broadcast like a number."""
WITHOUT = ("_regularizer", "_constraint", "quantization_config", "lora_rank", "lora_alpha")
"""Endings of keys that only training needs."""

Made = dict[str, Any]
"""The layers of a model by name, those of a model inside it as another one."""


class Assembly:
    """One model while it is built. Its methods may raise whatever Keras raises for a config that does not fit."""

    def __init__(self, graph: Graph, weights: Sequence[np.ndarray]) -> None:
        if not 0 < graph.count() <= MAX_LAYERS:
            raise NotGradable(phrase("it has no layers, or more than {limit}", limit=MAX_LAYERS))
        self._graph = graph
        self._weights = weights
        self._kernels = Counter(weight.shape for weight in weights if weight.ndim == 2)
        self._numbers = self._products = 0
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

    def _make(self, graph: Graph) -> Made:
        return {
            name: self._make(layer) if isinstance(layer, Graph) else self._layer(layer)
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

    def _apply(self, graph: Graph, made: Made, tensors: Sequence[Any]) -> Any:
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

    def _call(self, layer: Leaf | Graph, made: Any, args: list[Any], kwargs: dict[str, Any]) -> list[Any]:
        given = [part for part in tree.flatten([args, kwargs]) if isinstance(part, keras.KerasTensor)]
        if isinstance(layer, Graph):
            return list(tree.flatten(self._apply(layer, made, given)))
        self._check(made, given[0].shape)
        found: list[Any] = tree.flatten(made(*args, **kwargs))
        for tensor in found:
            self._count(tensor)
            if isinstance(made, keras.layers.Dense):
                self._products += math.prod(tensor.shape[1:]) * given[0].shape[-1]
        if self._products > MAX_PRODUCTS:
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
        if isinstance(layer, keras.layers.Dense) and not layer.built:
            self._kernels[shape[-1], layer.units] -= 1
            if self._kernels[shape[-1], layer.units] < 0:
                _misfit()

    def _count(self, tensor: Any) -> None:
        rows, *sides = tensor.shape
        if None in sides or len(sides) >= MAX_AXES:
            raise NotGradable(phrase("its input has too many axes, or an axis of unknown length"))
        self._numbers += (rows or 1) * math.prod(sides)
        if self._numbers > MAX_NUMBERS:
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
            inner = key == "activation" and isinstance(value, dict)
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
