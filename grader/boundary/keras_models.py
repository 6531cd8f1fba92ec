"""Keras models as data, and back."""

from __future__ import annotations

import functools
import json
from typing import Any, Literal

import keras
import numpy as np
import tensorflow as tf

from grader.boundary.naming import type_name
from grader.boundary.private_names import LOOKUP
from grader.boundary.records import KerasModel


def describe_model(model: Any, handle: int = 0) -> KerasModel:
    """What is sent of a model; without a handle, the other side builds it anew."""
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
    return f"<{type_name(value)}>"
