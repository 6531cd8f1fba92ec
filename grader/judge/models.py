"""A submission's Keras model, rebuilt by the judge from config and weights, and measured by the judge itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import keras
import numpy as np
from keras import tree

from grader.boundary.layer_sets import names
from grader.boundary.records import Model
from grader.feedback import N_, Text, listed, phrase
from grader.judge.allowed import MODELS, NotGradable, check_config
from grader.judge.assembly import LARGE, SMALL, Assembly
from grader.judge.failures import SubmissionFailure
from grader.judge.plan import LayerGraph, read_graph, without_masks

T = TypeVar("T")

STARTS = {"Zeros": 0.0, "Ones": 1.0}
AT_ONCE = 2**25
"""Values that all rows of one step may keep."""


def rebuild(model: Model, x: Any = None) -> keras.Model:
    """The model, built anew in this process; SubmissionFailure with a clear sentence when it cannot be graded.

    It is a functional model. A model inside the model is taken apart, so that a suite finds each layer in `layers`.
    `x` is what it is going to be applied to: an axis of unknown length has the length that it has there. Without `x`,
    a model with such an axis cannot be graded, since nobody knows what it costs.

    Example: `rebuild(submission.build(2)).count_params() == 3`
    """
    return _told(lambda: _rebuilt(model, x))[0]


def predict(model: Model, x: Any) -> Any:
    """What the rebuilt model answers to `x`, outside of training, as an array.

    A model of several inputs takes a list or a dict of arrays; one of several outputs answers with a list or a dict.
    Text is an array of `str`. SubmissionFailure for a model that cannot be graded, or not applied to `x`.

    Example: `expect(predict(submission.build(2), np.ones((5, 2), np.float32))).of_shape((5, 1))`
    """
    built, values = _told(lambda: _rebuilt(model, x))
    given = tree.map_structure(_as_input, x)
    try:
        return _in_parts(built, given, max(1, AT_ONCE // values))
    except Exception as error:
        reason = N_("it cannot be applied to an input of shape {shape} ({error})")
        shapes = [np.shape(part) for part in tree.flatten(given)]
        shape = shapes[0] if len(shapes) == 1 else listed(tuple(map(str, shapes)))
        raise _not_graded(phrase(reason, shape=shape, error=type(error).__name__)) from None


def layer_configs(model: Model) -> dict[str, dict[str, Any]]:
    """The config of each layer of the rebuilt model by its name, with what a rebuilt layer does without, such as
    initialisers. A layer that is renamed, since another one has its name, is left out.

    Example: `any("units" in config for config in layer_configs(submission.build(2)).values())`
    """
    found: dict[str, dict[str, Any]] = {}
    for config in _configs(model.config):
        found.setdefault(str(config.get("name")), config)
    return found


def moved(model: Model) -> bool:
    """Whether a bias is not the 0 or 1 that its initialiser gives: such a model is not new.

    Example: `assert not moved(submission.build(2))`
    """
    built, configs = rebuild(model), layer_configs(model)
    for layer in built.layers:
        initializer = configs.get(layer.name, {}).get("bias_initializer")
        start = STARTS.get(str(initializer.get("class_name"))) if type(initializer) is dict else None
        bias = getattr(layer, "bias", None)
        if start is not None and bias is not None and not np.allclose(bias, start, rtol=1e-4, atol=1e-5):
            return True
    return False


def _configs(config: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for part in config["layers"]:
        yield from _configs(part["config"]) if part["class_name"] in MODELS else [part["config"]]


def _told(make: Callable[[], T]) -> T:
    try:
        return make()
    except NotGradable as error:
        raise _not_graded(error.message) from None
    except Exception as error:  # whatever Keras makes of a config and weights that do not fit each other
        reason = N_("Keras cannot rebuild it from its config ({error})")
        raise _not_graded(phrase(reason, error=type(error).__name__)) from None


def _rebuilt(model: Model, x: Any) -> tuple[keras.Model, int]:
    """The model, and how many values it keeps for one row."""
    if not model.built:
        raise NotGradable(phrase("it has no weights yet; set the input shape with keras.Input or an Input layer"))
    config = without_masks(model.config)
    check_config(config, names(model.layers))
    graph = read_graph(model.class_name, config)
    if x is not None:
        graph = graph.with_sides(_shapes(graph, x))
    assembly = Assembly(graph, model.weights, SMALL if set(model.layers) <= {"dense"} else LARGE)
    if not all(np.isfinite(weight).all() for weight in model.weights):
        raise NotGradable(phrase("its weights contain NaN or infinity because training diverged"))
    return assembly.model(), assembly.values


def _shapes(graph: LayerGraph, x: Any) -> dict[str, tuple[int, ...]]:
    """The shape of what each input layer is given, by its name; of none where `x` does not fit the model."""
    inputs = [ref.layer for ref in tree.flatten(graph.inputs)]
    by_name = isinstance(x, dict) and not isinstance(graph.inputs, dict)
    parts = [x[name] for name in inputs if name in x] if by_name else tree.flatten(x)
    return dict(zip(inputs, map(np.shape, parts), strict=True)) if len(parts) == len(inputs) else {}


def _as_input(part: Any) -> Any:
    array = np.asarray(part)
    return keras.ops.convert_to_tensor(array.tolist(), "string") if array.dtype.kind in "USO" else array


def _in_parts(built: keras.Model, x: Any, rows: int) -> Any:
    """The answer to `x`, so many rows at a time: memory is bounded however many there are."""
    count = min((len(part) for part in tree.flatten(x) if np.ndim(part)), default=0)
    parts = [
        tree.map_structure(
            np.asarray, built(tree.map_structure(lambda part, i=i: part[i : i + rows], x), training=False)
        )
        for i in range(0, max(1, count), rows)
    ]
    return parts[0] if len(parts) == 1 else tree.map_structure(lambda *rows: np.concatenate(rows), *parts)


def _not_graded(reason: Text) -> SubmissionFailure:
    told = phrase("This model cannot be graded: {reason}.", reason=reason)
    return SubmissionFailure("failed", told, hint_wanted=False)
