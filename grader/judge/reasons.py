"""The words of a WrongAnswer: what a value is, and which misconception it looks like."""

from __future__ import annotations

import builtins

import numpy as np

from grader.judge.show import show
from grader.language import N_, _, retell
from grader.runtime.values import Callable, Figure, GraphFunction, Model, Opaque, Tensor

Shape = tuple[int, ...]

LIBRARIES = {"numpy", "tensorflow", "keras", "matplotlib", "tf.Tensor"}
"""What the name of a type starts with, unless it is the student's own or a built-in one."""
ENOUGH = 3
"""Different numbers that must agree before a cause is named: one or two agree with many by chance."""
ARTICLES = {"a", "an", "part", "the", "what"}
"""First words of what is no name."""
NOUNS = {
    type(None): "None",
    bool: N_("True or False"),
    int: N_("a whole number"),
    float: N_("a number"),
    complex: N_("a complex number"),
    str: N_("text"),
    bytes: N_("bytes"),
    list: N_("a list"),
    tuple: N_("a tuple"),
    set: N_("a set"),
    dict: N_("a dict"),
    Callable: N_("a function"),
    GraphFunction: N_("a tf.function"),
    Figure: N_("a Matplotlib figure"),
    Model: N_("a Keras model"),
}


def subject(what: str) -> str:
    """What a sentence is about, as its first words: in English large, unless it is a name of Python's, `w1` or `x`."""
    said = retell(what)
    return said[:1].upper() + said[1:] if said.partition(" ")[0] in ARTICLES else said


def numbers(shape: Shape | None) -> str:
    """What is asked for where numbers of that shape are."""
    return _("numbers") if shape is None else _("an array of numbers") if shape else _("a number")


def noun(value: object) -> str:
    """What a value is, with its article: `a list`, `an array of bool`, `an object of type generator`."""
    if isinstance(value, np.ndarray):
        numeric = value.dtype.kind in "iuf"
        return _("a NumPy array") if numeric else _("an array of {dtype}").format(dtype=show_dtype(value.dtype))
    if isinstance(value, Tensor):
        if value.dtype.kind not in "iuf":
            return _("a tensor of {dtype}").format(dtype=show_dtype(value.dtype))
        return _("a tf.Variable") if value.variable else _("a tensor")
    if isinstance(value, np.generic):
        return _("a NumPy {dtype}").format(dtype=show_dtype(value.dtype))
    if type(value) in NOUNS:
        return _(NOUNS[type(value)])
    return _("an object of type {type}").format(type=show(value)[1:-1])


def advice(value: object, asked: str) -> str:
    """What to do when a value is of another kind than what was asked for; empty where there is nothing to say."""
    if value is None:
        return _("Did you forget `return`?")
    if isinstance(value, Callable | GraphFunction):
        return _("Call the function, as in `f(x)`, to get its value.")
    if asked == _("a Keras model"):
        return _about_model(value)
    if isinstance(value, Opaque) and "generator" in value.type_name:
        return _("`list(...)` turns a generator into a list.")
    if isinstance(value, Opaque) and asked == _("a Matplotlib figure") and value.type_name.endswith("Axes"):
        return _("`axes.figure` is the figure that an axes belongs to.")
    if _is_comma(value):
        return _("A comma after a value makes a tuple of it.")
    if isinstance(value, list) and asked == _("a tuple"):
        return _("`return a, b` makes a tuple.")
    if asked == _("a tensor"):
        return _("`tf.convert_to_tensor` makes a tensor.")
    if asked == _("a NumPy array"):
        return _("`.numpy()` gives the array of a tensor.") if isinstance(value, Tensor) else _("`np.array` makes one.")
    if asked in (_("a float"), _("an int")) and isinstance(value, np.ndarray | Tensor):
        kind = "int" if asked == _("an int") else "float"
        return _("`{kind}(...)` makes a Python number of it.").format(kind=kind)
    if asked in (_("a string"), _("a tuple"), _("a dict"), _("a function"), _("a Matplotlib figure")):
        return ""
    if isinstance(value, bool | np.bool_) or (isinstance(value, np.ndarray | Tensor) and value.dtype.kind == "b"):
        return _("Turn True and False into numbers first.")
    return ""


def _about_model(value: object) -> str:
    if isinstance(value, dict):
        return _("`fit` returns what was measured; the model is what it was called on.")
    if isinstance(value, Opaque) and value.type_name.partition(" ")[0] not in LIBRARIES | set(dir(builtins)):
        return _("Only Sequential and functional models can be graded, not classes of your own.")
    return ""


def _is_comma(value: object) -> bool:
    return isinstance(value, tuple) and len(value) == 1


def about_shape(got: Shape, want: Shape, value: object) -> str:
    """The likely misconception behind a wrong shape; `value` is what has it."""
    if _is_comma(value) and got[1:] == want:
        return _("A comma after a value makes a tuple of it.")
    if 0 in got and 0 not in want:
        return _("It holds no numbers at all.")
    if len(want) > 1 and got == want[::-1]:
        return _("It looks transposed.")
    if got == () and want:
        return _("It is a single number: was something summed, averaged or picked?")
    if [size for size in got if size != 1] == [size for size in want if size != 1]:
        return _("Only axes of length 1 differ, yet (3,), (3, 1) and (1, 3) are three shapes.")
    return ""


def about_text(got: object, want: object) -> str:
    """The likely misconception behind a wrong text."""
    if isinstance(got, str) and isinstance(want, str) and got.casefold() == want.casefold():
        return _("Upper and lower case are not the same.")
    return ""


def about_values(got: np.ndarray, want: np.ndarray, place: Shape, whole: bool) -> str:
    """The likely misconception behind wrong values; `place` is the first wrong one, `whole` says that they are ints."""
    here = got[place]
    if np.isnan(here):
        return _("NaN comes from 0/0, from inf - inf or from the root of a negative number.")
    if np.isinf(here) and not np.isinf(want[place]):
        return _("Something grew too large for its dtype on the way.")
    with np.errstate(all="ignore"):
        if np.allclose(got, -want, rtol=1e-5, atol=1e-6):
            return _("Only the sign is wrong.")
        fractions = len(np.unique(got[want != np.trunc(want)]))
        cut_off = any(np.array_equal(got, cut(want)) for cut in (np.trunc, np.floor, np.round))
        if cut_off and (whole or fractions >= ENOUGH):
            return _("Whole numbers came back: look for an integer dtype, `//`, `int` or `round`.")
        factor = here / want[place]
        told = len(np.unique(np.abs(want[want != 0]))) >= ENOUGH
        if told and np.isfinite(factor) and factor and np.allclose(got, factor * want, rtol=1e-5, atol=1e-6):
            return _("Every number is {factor} times what it should be.").format(factor=show(float(factor)))
    return ""


def at(place: Shape) -> str:
    """Where in the result: ` at [1, 2]`, nothing for a single number."""
    return _(" at {place}").format(place=list(place)) if place else ""


def asked_for(kind: str, dtype: object, shape: Shape | None) -> str:
    """The expectation as text: `a tensor of float32, shape (2, 3)`."""
    words = [_("{kind} of {dtype}").format(kind=kind, dtype=dtype_name(dtype)) if dtype is not None else kind]
    return ", ".join(words if shape is None else [*words, _("shape {shape}").format(shape=shape)])


def dtype_words(dtype: object) -> str:
    """`dtype float32`, but `an integer dtype`."""
    return dtype_name(dtype) if dtype is int or dtype is float else f"dtype {dtype_name(dtype)}"


def dtype_name(dtype: object) -> str:
    if dtype is int:
        return _("an integer dtype")
    if dtype is float:
        return _("a float dtype")
    return str(np.dtype(dtype))  # type: ignore[call-overload]


def show_dtype(dtype: np.dtype) -> str:
    text = str(dtype)
    return text if len(text) <= 20 and text.isprintable() else _("an odd dtype")
