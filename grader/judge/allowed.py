"""What may stand in a Keras model's config: a list of layers, functions and modules, and how large a number may be.

A Keras config can name modules to import. So every class, function and size in it is checked against a list before
anything is made of it.
"""

from __future__ import annotations

from typing import Any

from grader.boundary.layer_sets import ALL, BENDS, RECURRENT
from grader.boundary.private_names import FUNCTIONAL_MODULE, OPERATIONS_PACKAGE
from grader.feedback import N_, Problem, phrase

MODULES = frozenset(
    {
        *("keras", "keras.layers", "keras.initializers", "keras.regularizers", "keras.constraints"),
        FUNCTIONAL_MODULE,
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
MAX_WORDS = 2**17
LIMITS = {
    **dict.fromkeys(("input_dim", "max_tokens", "vocabulary_size"), MAX_WORDS),
    **dict.fromkeys(("batch_shape", "target_shape", "input_shape", "sequences_shape", "shape"), 2**22),
}
"""Of numbers that may be above MAX_SIDE: a table is checked by its weights, the sides of a tensor by how many values
there are. A seed may be any number."""
WHOLE = frozenset(
    {
        *("filters", "kernel_size", "strides", "dilation_rate", "depth_multiplier", "groups", "pool_size", "size"),
        *("padding", "output_padding", "cropping", "n", "dims", "input_dim", "output_dim", "output_sequence_length"),
    }
)
"""Keys whose numbers are whole."""
CHOICES: dict[str, tuple[object, ...]] = {
    "standardize": (None, "lower_and_strip_punctuation", "lower", "strip_punctuation"),
    "split": (None, "whitespace", "character"),
    "ngrams": (None, *range(1, 9)),
    "output_mode": ("int", "multi_hot", "count", "tf_idf"),
    "encoding": ("utf-8",),
    "sparse": (False,),
    "ragged": (False,),
}
"""What TextVectorization may be set to: no function of the student's own, and no form that is not an array."""
INSIDE = ("layer", "backward_layer")
"""Keys of the layers inside a Bidirectional."""
MAX_DEPTH = 24


class NotGradable(Problem):
    """A model that is not graded; the message finishes "This model cannot be graded: ..."."""


def check_config(part: Any, layers: frozenset[str], key: str = "", depth: int = 0) -> None:
    """Raises NotGradable if anything in the config is not on the lists, or is a layer that is not among `layers`."""
    if depth > MAX_DEPTH:
        raise NotGradable(phrase("its config is nested too deeply"))
    if isinstance(part, dict):
        if key in FUNCTION_KEYS:
            _check_activation(part)
        if key in INSIDE and part.get("class_name") not in RECURRENT:
            raise NotGradable(phrase("the layer inside Bidirectional is not an LSTM, GRU or SimpleRNN"))
        _check_class(part, layers)
        for name, inner in part.items():
            check_config(inner, layers, name, depth + 1)
    elif isinstance(part, list):
        for inner in part:
            check_config(inner, layers, key, depth + 1)
    elif key in FUNCTION_KEYS and isinstance(part, str) and part not in ACTIVATIONS:
        raise NotGradable(phrase("the activation {name} is not part of Keras", name=repr(part[:60])))
    else:
        _check_number(part, key)


def _check_number(part: Any, key: str) -> None:
    shown = {"name": key[:60], "value": str(part)[:60]}
    limit = LIMITS.get(key, MAX_SIDE)
    if type(part) is int and abs(part) > limit and key != "seed":
        raise NotGradable(phrase("the number {name} = {value} is above {limit}", **shown, limit=limit))
    if key in WHOLE and type(part) in (float, bool):
        raise NotGradable(phrase("{name} = {value} is not a whole number", **shown))


def _check_activation(part: dict[str, Any]) -> None:
    name = part.get("class_name")
    if name in (None, "function", *MODELS) or (type(name) is str and name in ALL - BENDS):
        raise NotGradable(phrase("its activation is neither an activation layer nor a Keras activation function"))


def _check_class(part: dict[str, Any], layers: frozenset[str]) -> None:
    if "class_name" not in part or part["class_name"] in (KERAS_TENSOR, TUPLE):
        return
    name, module, registered = part["class_name"], part.get("module"), part.get("registered_name")
    known = layers | PARTS if type(module) is str and module in MODULES else frozenset()
    if type(name) is str and str(module).startswith(OPERATIONS_PACKAGE):
        reason = N_(
            "{name} is an operation (keras.ops, + or *), not a layer; use a layer such as Add, Multiply or Activation"
        )
        raise NotGradable(phrase(reason, name=repr(name[:60])))
    if type(name) is not str or name not in known or registered not in (None, name):
        reason = N_("{name} is your own layer or function, or one that this course does not use")
        raise NotGradable(phrase(reason, name=repr(str(name)[:60])))
    if name == "TextVectorization":
        _check_text(part["config"])


def _check_text(config: dict[str, Any]) -> None:
    """Keras would read a vocabulary that is a text as a file of that name, and call what it is given as a function."""
    words = config.get("vocabulary")
    if type(words) is not list or not all(type(word) is str for word in words):
        raise NotGradable(phrase("TextVectorization has no vocabulary yet; call `adapt`, or hand it a list of words"))
    for key, choices in CHOICES.items():
        value = config.get(key, choices[0])
        if not any(value is choice or (type(value) is type(choice) and value == choice) for choice in choices):
            shown = {"name": key, "value": str(value)[:60]}
            raise NotGradable(phrase("TextVectorization with {name} = {value} cannot be rebuilt", **shown))
    if config.get("output_mode", "int") == "int" and type(config.get("output_sequence_length")) is not int:
        raise NotGradable(phrase("TextVectorization gives rows of any length; set output_sequence_length"))
