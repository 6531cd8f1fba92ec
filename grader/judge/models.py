"""A submission's Keras model, rebuilt by the judge from config and weights, and measured by the judge itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np

from grader.boundary.records import Model
from grader.feedback import N_, Text, phrase
from grader.judge.allowed import MODELS, NotGradable, check_config
from grader.judge.assembly import Assembly
from grader.judge.failures import SubmissionFailure
from grader.judge.plan import read_graph

STARTS = {"Zeros": 0.0, "Ones": 1.0}


def rebuild(model: Model) -> keras.Model:
    """The model, built anew in this process; SubmissionFailure with a clear sentence when it cannot be graded.

    It is a functional model. A model inside the model is taken apart, so that a suite finds each layer in `layers`.
    """
    try:
        return _rebuilt(model)
    except NotGradable as error:
        raise _not_graded(error.message) from None
    except Exception as error:  # whatever Keras makes of a config and weights that do not fit each other
        reason = N_("Keras cannot rebuild it from its config ({error})")
        raise _not_graded(phrase(reason, error=type(error).__name__)) from None


def predict(model: Model, x: np.ndarray) -> np.ndarray:
    """What the rebuilt model answers to `x`, outside of training."""
    built = rebuild(model)
    try:
        return np.asarray(built(x, training=False))
    except Exception as error:
        reason = N_("it cannot be applied to an input of shape {shape} ({error})")
        raise _not_graded(phrase(reason, shape=x.shape, error=type(error).__name__)) from None


def layer_configs(model: Model) -> dict[str, dict[str, Any]]:
    """The config of each layer of the rebuilt model by its name, with what a rebuilt layer does without, such as
    initialisers. A layer that is renamed, since another one has its name, is left out."""
    found: dict[str, dict[str, Any]] = {}
    for config in _configs(model.config):
        found.setdefault(str(config.get("name")), config)
    return found


def moved(model: Model) -> bool:
    """Whether a bias is not the 0 or 1 that its initialiser gives: such a model is not new."""
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


def _rebuilt(model: Model) -> keras.Model:
    if not model.built:
        raise NotGradable(phrase("it has no weights yet; set the input shape with keras.Input or an Input layer"))
    check_config(model.config)
    assembly = Assembly(read_graph(model.class_name, model.config), model.weights)
    if not all(np.isfinite(weight).all() for weight in model.weights):
        raise NotGradable(phrase("its weights contain NaN or infinity because training diverged"))
    return assembly.model()


def _not_graded(reason: Text) -> SubmissionFailure:
    told = phrase("This model cannot be graded: {reason}.", reason=reason)
    return SubmissionFailure("failed", told, hint_wanted=False)
