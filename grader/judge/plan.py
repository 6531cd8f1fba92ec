"""A model's config read as a graph of layer calls, models inside models included; plain data, nothing is built."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from keras import tree

from grader.boundary.private_names import OPERATIONS_PACKAGE
from grader.judge.allowed import KERAS_TENSOR, MODELS, TUPLE

GIVEN = "what the model is given"
"""Stands for the input of a Sequential without an input layer of its own."""


@dataclass(frozen=True)
class Ref:
    """An output of one call of a layer."""

    layer: str
    call: int
    output: int


@dataclass(frozen=True)
class Leaf:
    """A layer that is not a model: its class and config."""

    kind: str
    config: dict[str, Any]


@dataclass(frozen=True)
class LayerCall:
    """One call of a layer; Refs in the arguments stand for tensors."""

    args: list[Any]
    kwargs: dict[str, Any]

    @property
    def refs(self) -> list[Ref]:
        return [part for part in tree.flatten([self.args, self.kwargs]) if isinstance(part, Ref)]


@dataclass(frozen=True)
class LayerGraph:
    """A model: its layers by name, in the order of their weights, what each is called with, and which of all that is
    input and output (a Ref, or a list or dict of them)."""

    layers: dict[str, Leaf | LayerGraph]
    calls: dict[str, tuple[LayerCall, ...]]
    inputs: Any
    outputs: Any

    def count(self) -> int:
        """How many layers there are when the models inside are taken apart: each as often as it is called."""
        return sum(
            (layer.count() if isinstance(layer, LayerGraph) else 1) * max(1, len(self.calls[name]))
            for name, layer in self.layers.items()
        )

    def with_sides(self, shapes: Mapping[str, tuple[int, ...]]) -> LayerGraph:
        """The same model for inputs of these shapes, by the names of its input layers: an axis of unknown length has
        the length that it has there."""
        layers = dict(self.layers)
        for name, given in shapes.items():
            leaf = layers.get(name)
            if isinstance(leaf, Leaf) and len(leaf.config.get("batch_shape") or ()) == len(given):
                rows, *sides = leaf.config["batch_shape"]
                known = [there if side is None else side for side, there in zip(sides, given[1:], strict=True)]
                layers[name] = Leaf(leaf.kind, {**leaf.config, "batch_shape": [rows, *known]})
        return replace(self, layers=layers)


def without_masks(config: Any) -> Any:
    """A config without the operations that Keras adds to a functional model for masks: whoever calls its layers again
    gets them again."""
    if isinstance(config, list):
        return [without_masks(part) for part in config]
    if not isinstance(config, dict):
        return config
    found = {key: without_masks(part) for key, part in config.items()}
    if "output_layers" in found:
        found["layers"] = _without_masks(found["layers"], found["output_layers"])
    return found


def _without_masks(layers: list[dict[str, Any]], outputs: Any) -> list[dict[str, Any]]:
    operations = {part["name"] for part in layers if str(part.get("module")).startswith(OPERATIONS_PACKAGE)}
    if not operations:
        return layers
    left = [
        {**part, "inbound_nodes": [_unmasked(node, operations) for node in part["inbound_nodes"]]} for part in layers
    ]
    while True:
        used = {name for part in left for name in _sources(part["inbound_nodes"])} | set(tree.flatten(outputs))
        kept = [part for part in left if part["name"] in used or part["name"] not in operations]
        if len(kept) == len(left):
            return kept
        left = kept


def _unmasked(node: dict[str, Any], operations: set[str]) -> dict[str, Any]:
    kwargs = node["kwargs"]
    made = [name for name in _sources(kwargs.get("mask")) if name in operations]
    return {**node, "kwargs": {key: part for key, part in kwargs.items() if key != "mask"}} if made else node


def _sources(part: Any) -> Iterator[str]:
    """The names of the layers whose outputs stand in it."""
    if isinstance(part, list):
        for inner in part:
            yield from _sources(inner)
    elif isinstance(part, dict):
        if part.get("class_name") == KERAS_TENSOR:
            yield part["config"]["keras_history"][0]
        else:
            yield from _sources(list(part.values()))


def read_graph(kind: str, config: dict[str, Any]) -> LayerGraph:
    """The graph of a model's config. LookupError, TypeError or ValueError for a config that Keras would not write."""
    return _sequential(config["layers"]) if kind == "Sequential" else _functional(config)


def _sequential(configs: list[dict[str, Any]]) -> LayerGraph:
    names = [str(place) for place in range(len(configs))]
    layers = dict(zip(names, map(_layer, configs), strict=True))
    has_input = bool(configs) and configs[0]["class_name"] == "InputLayer"
    first = Ref(names[0] if has_input else GIVEN, 0, 0)
    called = names[1:] if has_input else names
    befores = [first, *(Ref(name, 0, 0) for name in called)]
    calls = {name: (LayerCall([before], {}),) for name, before in zip(called, befores, strict=False)}
    return LayerGraph(layers, {name: calls.get(name, ()) for name in names}, first, befores[-1])


def _functional(config: dict[str, Any]) -> LayerGraph:
    layers, calls, offsets = {}, {}, {}
    for part in config["layers"]:
        name = part["name"]
        if type(name) is not str or name in layers:
            raise ValueError("two layers of one name")
        layers[name] = _layer(part)
        calls[name] = tuple(
            LayerCall(_arguments(node["args"]), _arguments(node["kwargs"])) for node in part["inbound_nodes"]
        )
        # Keras counts the calls of a functional model from 1 here, and from 0 between layers
        offsets[name] = 1 if part["class_name"] == "Functional" else 0

    def ends(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: ends(inner) for key, inner in part.items()}
        if len(part) == 3 and type(part[0]) is str:
            return Ref(part[0], part[1] - offsets[part[0]], part[2])
        return [ends(inner) for inner in part]

    return LayerGraph(layers, calls, ends(config["input_layers"]), ends(config["output_layers"]))


def _layer(part: dict[str, Any]) -> Leaf | LayerGraph:
    kind, config = part["class_name"], part["config"]
    return read_graph(kind, config) if kind in MODELS else Leaf(kind, config)


def _arguments(part: Any) -> Any:
    if isinstance(part, list):
        return [_arguments(inner) for inner in part]
    if not isinstance(part, dict):
        return part
    if part.get("class_name") == KERAS_TENSOR:
        return Ref(*part["config"]["keras_history"])
    if part.get("class_name") == TUPLE:
        return _arguments(part["config"]["value"])
    return {key: _arguments(inner) for key, inner in part.items()}
