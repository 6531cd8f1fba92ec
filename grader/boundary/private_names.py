"""Every private name of TensorFlow, Keras and Hypothesis that we use.

A new version may move one. Then `tests/boundary/test_private_names.py` fails, and this file is the place to repair.
"""

from hypothesis.internal.conjecture import providers
from keras.src.models.functional import Functional
from tensorflow.python import pywrap_tfe
from tensorflow.python.eager import backprop, forwardprop, imperative_grad
from tensorflow.python.eager.polymorphic_function.polymorphic_function import Function as GraphFunction
from tensorflow.python.framework import ops
from tensorflow.python.framework.ops import EagerTensor
from tensorflow.python.ops import gradients_util
from tensorflow.python.ops.resource_variable_ops import ResourceVariable

__all__ = [
    "API",
    "BACKWARD",
    "CREATE",
    "EXECUTE",
    "FUNCTIONAL_MODULE",
    "GRADIENTS",
    "LOOKUP",
    "OPERATIONS_PACKAGE",
    "EagerTensor",
    "Functional",
    "GraphFunction",
    "ResourceVariable",
    "ops",
    "providers",
    "pywrap_tfe",
    "seen_by_hypothesis",
]

API = "._api.v2"
"""What TensorFlow's modules are called in its messages, behind its own name."""
seen_by_hypothesis: set[int] = getattr(providers, "_seen_modules", set())  # older versions look at no module
"""Ids of the modules in which Hypothesis has looked for constants to draw."""
FUNCTIONAL_MODULE = Functional.__module__
OPERATIONS_PACKAGE = "keras.src.ops."
"""Where the config of a functional model finds `x + 1` or `keras.ops.relu(x)`."""
EXECUTE = {"TFE_Py_FastPathExecute": 1, "TFE_Py_Execute": 2, "TFE_Py_ExecuteCancelable": 2}
"""Functions of `pywrap_tfe` that run eager operations; the number of the argument that names the operation."""
CREATE = "_create_c_op"
"""The function of `ops` that puts an operation into a graph."""
GRADIENTS = (
    (imperative_grad, "imperative_grad"),
    (gradients_util, "_GradientsHelper"),
    (forwardprop.ForwardAccumulator, "__init__"),
    (pywrap_tfe, "TFE_Py_TapeGradient"),
    (pywrap_tfe, "TFE_Py_ForwardAccumulatorNew"),
)
"""What every automatic gradient goes through."""
BACKWARD = (backprop._gradient_function.__code__, gradients_util._GradientsHelper.__code__)
"""In these the gradients of single operations are computed."""
LOOKUP = "_lookup_layer"
"""The attribute of a TextVectorization that holds its words, and their weights for `tf_idf`."""
