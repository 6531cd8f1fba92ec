"""A model's config read as a graph of layer calls, models inside models included; plain data, nothing is built."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from keras import tree

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
class Call:
    """One call of a layer; Refs in the arguments stand for tensors."""

    args: list[Any]
    kwargs: dict[str, Any]

    @property
    def refs(self) -> list[Ref]:
        return [part for part in tree.flatten([self.args, self.kwargs]) if isinstance(part, Ref)]


@dataclass(frozen=True)
class Graph:
    """A model: its layers by name, in the order of their weights, what each is called with, and which of all that is
    input and output (a Ref, or a list or dict of them)."""

    layers: dict[str, Leaf | Graph]
    calls: dict[str, tuple[Call, ...]]
    inputs: Any
    outputs: Any

    def count(self) -> int:
        """How many layers there are when the models inside are taken apart: each as often as it is called."""
        return sum(
            (layer.count() if isinstance(layer, Graph) else 1) * max(1, len(self.calls[name]))
            for name, layer in self.layers.items()
        )


def read_graph(kind: str, config: dict[str, Any]) -> Graph:
    """The graph of a model's config. LookupError, TypeError or ValueError for a config that Keras would not write."""
    return _sequential(config["layers"]) if kind == "Sequential" else _functional(config)


def _sequential(configs: list[dict[str, Any]]) -> Graph:
    names = [str(place) for place in range(len(configs))]
    layers = dict(zip(names, map(_layer, configs), strict=True))
    has_input = bool(configs) and configs[0]["class_name"] == "InputLayer"
    first = Ref(names[0] if has_input else GIVEN, 0, 0)
    called = names[1:] if has_input else names
    befores = [first, *(Ref(name, 0, 0) for name in called)]
    calls = {name: (Call([before], {}),) for name, before in zip(called, befores, strict=False)}
    return Graph(layers, {name: calls.get(name, ()) for name in names}, first, befores[-1])


def _functional(config: dict[str, Any]) -> Graph:
    layers, calls, offsets = {}, {}, {}
    for part in config["layers"]:
        name = part["name"]
        if type(name) is not str or name in layers:
            raise ValueError("two layers of one name")
        layers[name] = _layer(part)
        calls[name] = tuple(
            Call(_arguments(node["args"]), _arguments(node["kwargs"])) for node in part["inbound_nodes"]
        )
        # Keras counts the calls of a functional model from 1 here, and from 0 between layers
        offsets[name] = 1 if part["class_name"] == "Functional" else 0

    def ends(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: ends(inner) for key, inner in part.items()}
        if len(part) == 3 and type(part[0]) is str:
            return Ref(part[0], part[1] - offsets[part[0]], part[2])
        return [ends(inner) for inner in part]

    return Graph(layers, calls, ends(config["input_layers"]), ends(config["output_layers"]))


def _layer(part: dict[str, Any]) -> Leaf | Graph:
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
