"""The words of a WrongAnswer: what a value is, and which misconception it looks like."""

from __future__ import annotations

import builtins
from enum import Enum

import numpy as np

from grader.boundary.data import DataFrame, Elements, Ragged, Series, Sparse, Strings
from grader.boundary.records import Figure, FunctionRef, GraphFunction, Model, Opaque, Tensor
from grader.feedback import N_, Message, Text, phrase
from grader.judge.show import show

Shape = tuple[int, ...]

LIBRARIES = {"numpy", "tensorflow", "keras", "matplotlib", "tf.Tensor"}
"""What the name of a type starts with, unless it is the student's own or a built-in one."""
NO_RETURN = phrase("Did you forget `return`?")
NO_MODEL = phrase("Write `return model` at the end: `compile` gives nothing back, and `fit` gives the history.")
PRINTED = phrase("`print` only shows a value. `return` hands it to whoever called the function.")
HISTORY = phrase("`fit` returns the training history. The model is the object on which you called `fit`.")
BOOLS = phrase("Convert True and False to numbers first.")
COMMA = phrase("A comma after a value turns it into a tuple.")
OTHER_SHAPE = phrase("Only axes of length 1 differ, but (3,), (3, 1) and (1, 3) are different shapes.")
TRANSPOSED_SHAPE = phrase("It looks transposed.")


class Kind(Enum):
    """What comes back or is asked for, by its noun."""

    NONE = "None"
    BOOL = N_("True or False")
    WHOLE_NUMBER = N_("a whole number")
    NUMBER = N_("a number")
    NUMBERS = N_("numbers")
    ARRAY_OF_NUMBERS = N_("an array of numbers")
    COMPLEX = N_("a complex number")
    TEXT = N_("text")
    BYTES = N_("bytes")
    LIST = N_("a list")
    TUPLE = N_("a tuple")
    SET = N_("a set")
    DICT = N_("a dict")
    FUNCTION = N_("a function")
    TF_FUNCTION = N_("a tf.function")
    FIGURE = N_("a Matplotlib figure")
    MODEL = N_("a Keras model")
    ARRAY = N_("a NumPy array")
    TENSOR = N_("a tensor")
    VARIABLE = N_("a tf.Variable")
    TEXTS = N_("an array of text")
    TEXT_TENSOR = N_("a tensor of text")
    RAGGED = N_("a ragged tensor")
    SPARSE = N_("a sparse tensor")
    DATASET = N_("a tf.data.Dataset")
    FRAME = N_("a data frame")
    SERIES = N_("a series of a data frame")
    FLOAT = N_("a float")
    INT = N_("an int")
    STRING = N_("a string")

    def phrase(self) -> Message:
        return Message(self.value)


KINDS = {
    type(None): Kind.NONE,
    bool: Kind.BOOL,
    int: Kind.WHOLE_NUMBER,
    float: Kind.NUMBER,
    complex: Kind.COMPLEX,
    str: Kind.TEXT,
    bytes: Kind.BYTES,
    list: Kind.LIST,
    tuple: Kind.TUPLE,
    set: Kind.SET,
    dict: Kind.DICT,
    FunctionRef: Kind.FUNCTION,
    GraphFunction: Kind.TF_FUNCTION,
    Figure: Kind.FIGURE,
    Model: Kind.MODEL,
    Strings: Kind.TEXT_TENSOR,
    Ragged: Kind.RAGGED,
    Sparse: Kind.SPARSE,
    Elements: Kind.DATASET,
    DataFrame: Kind.FRAME,
    Series: Kind.SERIES,
}
OPAQUE = {
    "generator": N_("Use `list(...)` to turn a generator into a list."),
    **dict.fromkeys(
        ("range", "map", "filter", "zip", "dict_keys", "dict_values", "dict_items", "enumerate", "deque"),
        N_("It cannot be graded as it is. Use `list(...)` to turn it into a list."),
    ),
    **dict.fromkeys(
        ("complex", "complex64", "complex128"),
        N_("Complex numbers cannot be graded as they are. Return the real and the imaginary part."),
    ),
    "objects": N_("An array of objects cannot be graded. Make one of numbers with `np.array(..., dtype=float)`."),
    "coroutine": N_("Leave out `async`: a plain `def` gives the value itself."),
    "MaskedArray": N_("Use `.filled(...)` to turn a masked array into an ordinary one."),
    "DataFrameGroupBy": N_("A grouping cannot be graded. Return what you compute of it, such as `.mean()`."),
    "LazyFrame": N_("Use `.collect()` to compute the frame."),
    "bfloat16": N_("Use `tf.cast(..., tf.float32)` to get numbers that can be graded."),
}
"""What to do about an object that does not arrive, by the end of its type's name: the way round, said once."""
NUMERIC = {Kind.WHOLE_NUMBER, Kind.NUMBER, Kind.NUMBERS, Kind.ARRAY_OF_NUMBERS, Kind.FLOAT, Kind.INT}


def numbers(shape: Shape | None) -> Kind:
    """What is asked for where numbers of that shape are."""
    return Kind.NUMBERS if shape is None else Kind.ARRAY_OF_NUMBERS if shape else Kind.NUMBER


def noun(value: object) -> Message:
    """What a value is, with its article: `a list`, `an array of bool`, `an object of type generator`."""
    if isinstance(value, np.ndarray):
        if value.dtype.kind == "U":
            return Kind.TEXTS.phrase()
        numeric = value.dtype.kind in "iuf"
        return Kind.ARRAY.phrase() if numeric else phrase("an array of {dtype}", dtype=show_dtype(value.dtype))
    if isinstance(value, Tensor):
        if value.dtype.kind not in "iuf":
            return phrase("a tensor of {dtype}", dtype=show_dtype(value.dtype))
        return (Kind.VARIABLE if value.variable else Kind.TENSOR).phrase()
    if isinstance(value, np.generic):
        return phrase("a NumPy {dtype}", dtype=show_dtype(value.dtype))
    if type(value) in KINDS:
        return KINDS[type(value)].phrase()
    return phrase("an object of type {type}", type=show(value)[1:-1])


def advice(value: object, asked: Kind | None) -> Text:
    """What to do when a value is of another kind than what was asked for; empty where there is nothing to say."""
    if value is None:
        return NO_MODEL if asked is Kind.MODEL else NO_RETURN
    if isinstance(value, FunctionRef | GraphFunction):
        return phrase("Call the function, as in `f(x)`, to get its value.")
    if _is_comma(value):
        return COMMA
    if asked is Kind.MODEL:
        return _about_model(value)
    if isinstance(value, Opaque) and asked in (Kind.FLOAT, Kind.INT) and value.type_name == "generator":
        return phrase("Write `return` instead of `yield`.")
    if isinstance(value, Opaque) and (told := OPAQUE.get(value.type_name.rpartition(" ")[2])):
        return Message(told)
    if isinstance(value, Opaque) and asked is Kind.FIGURE and value.type_name.endswith("Axes"):
        return phrase("Use `axes.figure` to get the figure of an axes.")
    if isinstance(value, Opaque) and asked is Kind.FIGURE and value.type_name == "module":
        return phrase("Use `plt.gcf()` to get the figure that `plt` draws on.")
    if isinstance(value, list) and asked is Kind.TUPLE:
        return phrase("Use `return a, b` to return a tuple.")
    if asked is Kind.TENSOR:
        return phrase("Use `tf.convert_to_tensor` to make a tensor.")
    if asked is Kind.ARRAY:
        is_tensor = isinstance(value, Tensor)
        return (
            phrase("Use `.numpy()` to get an array from a tensor.")
            if is_tensor
            else phrase("Use `np.array` to make one.")
        )
    if asked in (Kind.FLOAT, Kind.INT) and isinstance(value, np.ndarray | Tensor):
        return phrase("Use `{kind}(...)` to get a Python number.", kind="int" if asked is Kind.INT else "float")
    if asked in NUMERIC and (
        isinstance(value, bool | np.bool_) or (isinstance(value, np.ndarray | Tensor) and value.dtype.kind == "b")
    ):
        return BOOLS
    return ""


def _about_model(value: object) -> Text:
    if isinstance(value, dict):
        return HISTORY
    if isinstance(value, Opaque) and value.type_name.partition(" ")[0] not in LIBRARIES | set(dir(builtins)):
        return phrase("Only Sequential and functional models can be graded, not classes of your own.")
    return ""


def _is_comma(value: object) -> bool:
    return isinstance(value, tuple) and len(value) == 1


def about_shape(got: Shape, want: Shape, value: object, numbers: Text = "") -> Text:
    """The likely misconception behind a wrong shape; `value` is what has it, `numbers` is what its numbers show."""
    if _is_comma(value) and got[1:] == want:
        return COMMA
    if 0 in got and 0 not in want:
        return phrase("It contains no numbers.")
    if numbers:
        return numbers
    if len(want) > 1 and got == want[::-1]:
        return TRANSPOSED_SHAPE
    if got == () and want:
        return phrase("It is a single number. Did you take a sum, a mean or one element?")
    if [size for size in got if size != 1] == [size for size in want if size != 1]:
        return OTHER_SHAPE
    return ""


def at(place: Shape) -> Text:
    """Where in the result: ` at [1, 2]`, nothing for a single number."""
    return phrase(" at {place}", place=list(place)) if place else ""


def asked_for(kind: Kind, dtype: object, shape: Shape | None) -> Message:
    """The expectation in words: `a tensor of float32, shape (2, 3)`."""
    found = kind.phrase()
    if dtype is not None:
        found = phrase("{kind} of {dtype}", kind=found, dtype=dtype_name(dtype))
    return found if shape is None else phrase("{kind}, shape {shape}", kind=found, shape=shape)


def with_dtype(numbers: str, dtype: object) -> Message:
    """Numbers, and the dtype where one is asked for."""
    if dtype is int or dtype is float:
        return phrase("{numbers}, {dtype}", numbers=numbers, dtype=dtype_name(dtype))
    return Message(numbers if dtype is None else f"{numbers}, dtype {dtype_name(dtype)}")


def dtype_name(dtype: object) -> Text:
    if dtype is int:
        return phrase("an integer dtype")
    if dtype is float:
        return phrase("a float dtype")
    return str(np.dtype(dtype))  # type: ignore[call-overload]


def show_dtype(dtype: np.dtype) -> Text:
    text = str(dtype)
    return text if len(text) <= 20 and text.isprintable() else phrase("an unusual dtype")
