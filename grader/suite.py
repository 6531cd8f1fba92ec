"""What a suite imports: everything that a check needs of the grader, and nothing else of it is promised to stay.

`expect` judges a value that came back. The forms make inputs of numbers. The records are what arrives for objects that
stayed in the submission's process. `predict` and the rest measure a model in the judge's own process. `overlay` and
`regions` draw a wrong value.
"""

from grader.boundary.data import DataFrame, Dataset, Elements, Ragged, Series, Sparse, Strings
from grader.boundary.records import Axes, Figure, FunctionRef, GraphFunction, Line, Model, Opaque, Tensor
from grader.feedback import phrase
from grader.judge import mistakes
from grader.judge.compare import as_numbers
from grader.judge.drawing import overlay, regions
from grader.judge.expect import dtype_of, expect
from grader.judge.graphs import CONDITIONALS, LOOPS, REDUCTIONS
from grader.judge.inputs import (
    FORMS,
    INT_FORMS,
    MANY_SHAPES,
    array32,
    array64,
    int_array,
    int_tensor,
    plain,
    tensor32,
    tensor64,
)
from grader.judge.metric import expect_accuracy
from grader.judge.models import layer_configs, moved, predict, rebuild

__all__ = [
    "CONDITIONALS",
    "FORMS",
    "INT_FORMS",
    "LOOPS",
    "MANY_SHAPES",
    "REDUCTIONS",
    "Axes",
    "DataFrame",
    "Dataset",
    "Elements",
    "Figure",
    "FunctionRef",
    "GraphFunction",
    "Line",
    "Model",
    "Opaque",
    "Ragged",
    "Series",
    "Sparse",
    "Strings",
    "Tensor",
    "array32",
    "array64",
    "as_numbers",
    "dtype_of",
    "expect",
    "expect_accuracy",
    "int_array",
    "int_tensor",
    "layer_configs",
    "mistakes",
    "moved",
    "overlay",
    "phrase",
    "plain",
    "predict",
    "rebuild",
    "regions",
    "tensor32",
    "tensor64",
]
