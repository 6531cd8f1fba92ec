"""A submission's Keras model, rebuilt by the judge from config and weights, and measured by the judge itself.

A Keras config can name modules to import. So every class, function and size in it is checked against a list before
Keras sees it; Keras's own refusal of foreign classes is the second lock, not the first.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np

from grader.judge.failures import SubmissionFailure
from grader.language import _
from grader.runtime.values import Model

MODULES = frozenset(
    {
        *("keras", "keras.layers", "keras.initializers", "keras.regularizers", "keras.constraints"),
        "keras.src.models.functional",
    }
)
LAYERS = frozenset(
    {
        *("InputLayer", "Dense", "Activation", "ReLU", "LeakyReLU", "PReLU", "ELU", "Softmax", "Dropout", "Flatten"),
        *("Reshape", "BatchNormalization", "LayerNormalization", "GaussianNoise", "GaussianDropout", "AlphaDropout"),
        *("Rescaling", "Normalization", "Identity", "Concatenate", "Add", "Subtract", "Multiply", "Average", "Maximum"),
    }
)
MODELS = ("Sequential", "Functional")
PARTS = frozenset(
    {
        *("Zeros", "Ones", "Constant", "RandomNormal", "RandomUniform", "TruncatedNormal", "VarianceScaling"),
        *("GlorotNormal", "GlorotUniform", "HeNormal", "HeUniform", "LecunNormal", "LecunUniform", "Orthogonal"),
        *("Identity", "L1", "L2", "L1L2", "OrthogonalRegularizer", "MaxNorm", "NonNeg", "UnitNorm", "MinMaxNorm"),
        *("DTypePolicy", *MODELS),
    }
)
ACTIVATIONS = frozenset(
    {
        *("linear", "relu", "relu6", "sigmoid", "hard_sigmoid", "tanh", "softmax", "softplus", "softsign", "elu"),
        *("selu", "silu", "swish", "gelu", "leaky_relu", "exponential", "mish", "log_softmax", "celu", "hard_silu"),
        *("hard_swish", "hard_tanh", "tanh_shrink", "hard_shrink", "soft_shrink", "threshold", "log_sigmoid", "glu"),
        *("squareplus", "sparse_plus", "sparse_sigmoid", "sparsemax"),
    }
)
FUNCTION_KEYS = frozenset({"activation", "recurrent_activation"})
KERAS_TENSOR = "__keras_tensor__"
OPERATIONS = "keras.src.ops."
"""Where `x + 1` or `keras.ops.relu(x)` come from in a functional model."""
MAX_LAYERS = 64
MAX_SIDE = 4096
MAX_DEPTH = 24


def rebuild(model: Model) -> keras.Model:
    """The model, built anew in this process; SubmissionFailure with a clear sentence when it cannot be graded.

    A model inside the model is taken apart, so that a suite finds each layer in `layers`.
    """
    if not model.built:
        raise _not_graded(_("it has no weights yet; give the input shape, with keras.Input or Input layers"))
    _check(model.config, "", 0)
    _check_sizes(model)
    kind = keras.Sequential if model.class_name == "Sequential" else keras.Model
    try:
        built = kind.from_config(copy.deepcopy(model.config))  # Keras takes the config apart as it reads it
        built.set_weights(list(model.weights))
        return _flat(built)
    except Exception as error:  # whatever Keras makes of a config and weights that do not fit each other
        reason = _("Keras cannot build it from its own description ({error})")
        raise _not_graded(reason.format(error=type(error).__name__)) from None


def _flat(model: keras.Model) -> keras.Model:
    """The model with the layers of the models inside it in their place."""
    if not any(isinstance(layer, keras.Model) for layer in model.layers):
        return model

    def call(layer: keras.Layer, *args: Any, **kwargs: Any) -> Any:
        return _flat(layer).call(*args, **kwargs) if isinstance(layer, keras.Model) else layer(*args, **kwargs)

    graph = keras.Model(model.inputs[0], model.outputs[0]) if isinstance(model, keras.Sequential) else model
    shared = keras.models.clone_model(graph, clone_function=lambda layer: layer, call_function=call)
    alone = keras.Model.from_config(shared.get_config())  # its layers have been called once, and here alone
    alone.set_weights(shared.get_weights())
    return alone


def predict(model: Model, x: np.ndarray) -> np.ndarray:
    """What the rebuilt model answers to `x`, outside of training."""
    try:
        return np.asarray(rebuild(model)(x, training=False))
    except SubmissionFailure:
        raise
    except Exception as error:
        reason = _("it cannot be applied to an input of shape {shape} ({error})")
        raise _not_graded(reason.format(shape=x.shape, error=type(error).__name__)) from None


def _not_graded(reason: str) -> SubmissionFailure:
    told = _("This model cannot be graded: {reason}.").format(reason=reason)
    return SubmissionFailure("failed", told, says_all=True)


def _check(part: Any, key: str, depth: int) -> None:
    """Refuses what is not on the lists, wherever it stands in the config."""
    if depth > MAX_DEPTH:
        raise _not_graded(_("its description is nested too deeply"))
    if isinstance(part, dict):
        if key in FUNCTION_KEYS and part.get("class_name") in (None, "function"):
            raise _not_graded(_("its activation is no layer, and no function that Keras knows by name"))
        _check_class(part)
        for name, inner in part.items():
            _check(inner, name, depth + 1)
    elif isinstance(part, list):
        for inner in part:
            _check(inner, key, depth + 1)
    elif key in FUNCTION_KEYS and isinstance(part, str) and part not in ACTIVATIONS:
        raise _not_graded(_("the activation {name} is not one of Keras's").format(name=repr(part[:60])))
    elif type(part) is int and abs(part) > MAX_SIDE and key != "seed":
        reason = _("the number {name} = {value} is above {limit}")
        raise _not_graded(reason.format(name=key, value=part, limit=MAX_SIDE))


def _check_class(part: dict[str, Any]) -> None:
    if "class_name" not in part or part["class_name"] == KERAS_TENSOR:
        return
    name, module, registered = part["class_name"], part.get("module"), part.get("registered_name")
    known = LAYERS | PARTS if module in MODULES else frozenset()
    if type(name) is str and str(module).startswith(OPERATIONS):
        reason = _("{name} is an operation (keras.ops, or + and *); take a layer such as Add, Multiply or Activation")
        raise _not_graded(reason.format(name=repr(name[:60])))
    if type(name) is not str or name not in known or registered not in (None, name):
        reason = _("{name} is a layer or function of your own, or one that this course does not use")
        raise _not_graded(reason.format(name=repr(str(name)[:60])))


def _check_sizes(model: Model) -> None:
    """Dense layers must have the weights that came with them, before anything of their size is built."""
    layers = list(_layers(model.config))
    if not 0 < _calls(model.config) <= MAX_LAYERS:
        raise _not_graded(_("it has no layers, or more than {limit}").format(limit=MAX_LAYERS))
    units = [config.get("units") for name, config in layers if name == "Dense"]
    widths = [weight.shape[1] for weight in model.weights if weight.ndim == 2]
    if units != widths:
        raise _not_graded(_("its weights do not fit its layers"))
    if not all(np.isfinite(weight).all() for weight in model.weights):
        raise _not_graded(_("its weights hold NaN or infinity: training diverged"))


def _calls(config: dict[str, Any]) -> int:
    """How many layers a model has when the models inside it are taken apart: each as often as it is called."""
    count = 0
    for layer in config["layers"] if type(config.get("layers")) is list else []:
        if isinstance(layer, dict):
            nodes, inner = layer.get("inbound_nodes"), layer.get("config")
            inside = _calls(inner) if layer.get("class_name") in MODELS and isinstance(inner, dict) else 1
            count += inside * max(1, len(nodes) if type(nodes) is list else 1)
    return count


def _layers(config: dict[str, Any]) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Class and config of every layer, those of models inside the model in their place."""
    layers = config.get("layers")
    for layer in layers if type(layers) is list else []:
        name, inner = (layer.get("class_name"), layer.get("config")) if isinstance(layer, dict) else ("", None)
        if isinstance(inner, dict):
            yield from _layers(inner) if name in MODELS else [(name, inner)]
