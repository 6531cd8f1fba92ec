"""What may stand in a Keras model's config: a list of layers, functions and modules, and how large a number may be.

A Keras config can name modules to import. So every class, function and size in it is checked against a list before
anything is made of it.
"""

from __future__ import annotations

from typing import Any

from grader.boundary.private_names import FUNCTIONAL_MODULE, OPERATIONS_PACKAGE
from grader.feedback import N_, Problem, phrase

MODULES = frozenset(
    {
        *("keras", "keras.layers", "keras.initializers", "keras.regularizers", "keras.constraints"),
        FUNCTIONAL_MODULE,
    }
)
BENDS = frozenset({"Activation", "ReLU", "LeakyReLU", "PReLU", "ELU", "Softmax", "Identity"})
"""Layers that may be the activation of another layer. They do not change its size."""
LAYERS = BENDS | frozenset(
    {
        *("InputLayer", "Dense", "Dropout", "Flatten", "Reshape", "BatchNormalization", "LayerNormalization"),
        *("GaussianNoise", "GaussianDropout", "AlphaDropout", "Rescaling", "Normalization"),
        *("Concatenate", "Add", "Subtract", "Multiply", "Average", "Maximum"),
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
KERAS_TENSOR, TUPLE = "__keras_tensor__", "__tuple__"
"""Where a layer's inputs come from, and several of them."""
MAX_SIDE = 4096
MAX_DEPTH = 24


class NotGradable(Problem):
    """A model that is not graded; the message finishes "This model cannot be graded: ..."."""


def check_config(part: Any, key: str = "", depth: int = 0) -> None:
    """Raises NotGradable if anything in the config is not on the lists."""
    if depth > MAX_DEPTH:
        raise NotGradable(phrase("its config is nested too deeply"))
    if isinstance(part, dict):
        if key in FUNCTION_KEYS:
            _check_activation(part)
        _check_class(part)
        for name, inner in part.items():
            check_config(inner, name, depth + 1)
    elif isinstance(part, list):
        for inner in part:
            check_config(inner, key, depth + 1)
    elif key in FUNCTION_KEYS and isinstance(part, str) and part not in ACTIVATIONS:
        raise NotGradable(phrase("the activation {name} is not part of Keras", name=repr(part[:60])))
    elif type(part) is int and abs(part) > MAX_SIDE and key != "seed":
        shown = {"name": key[:60], "value": str(part)[:60], "limit": MAX_SIDE}
        raise NotGradable(phrase("the number {name} = {value} is above {limit}", **shown))


def _check_activation(part: dict[str, Any]) -> None:
    name = part.get("class_name")
    if name in (None, "function", *MODELS) or (type(name) is str and name in LAYERS - BENDS):
        raise NotGradable(phrase("its activation is neither an activation layer nor a Keras activation function"))


def _check_class(part: dict[str, Any]) -> None:
    if "class_name" not in part or part["class_name"] in (KERAS_TENSOR, TUPLE):
        return
    name, module, registered = part["class_name"], part.get("module"), part.get("registered_name")
    known = LAYERS | PARTS if type(module) is str and module in MODULES else frozenset()
    if type(name) is str and str(module).startswith(OPERATIONS_PACKAGE):
        reason = N_(
            "{name} is an operation (keras.ops, + or *), not a layer; use a layer such as Add, Multiply or Activation"
        )
        raise NotGradable(phrase(reason, name=repr(name[:60])))
    if type(name) is not str or name not in known or registered not in (None, name):
        reason = N_("{name} is your own layer or function, or one that this course does not use")
        raise NotGradable(phrase(reason, name=repr(str(name)[:60])))
