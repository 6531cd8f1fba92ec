"""The words of a WrongAnswer: what a value is, and which misconception it looks like."""

from __future__ import annotations

import numpy as np

from grader.judge.show import show
from grader.runtime.values import Callable, Figure, GraphFunction, Model, Opaque, Tensor

Shape = tuple[int, ...]

NOUNS = {
    type(None): "None",
    bool: "True or False",
    int: "a whole number",
    float: "a number",
    complex: "a complex number",
    str: "text",
    bytes: "bytes",
    list: "a list",
    tuple: "a tuple",
    set: "a set",
    dict: "a dict",
    Callable: "a function",
    GraphFunction: "a tf.function",
    Figure: "a Matplotlib figure",
    Model: "a Keras model",
}


def noun(value: object) -> str:
    """What a value is, with its article: `a list`, `an array of bool`, `an object of type generator`."""
    if isinstance(value, np.ndarray):
        return "a NumPy array" if value.dtype.kind in "iuf" else f"an array of {show_dtype(value.dtype)}"
    if isinstance(value, Tensor):
        if value.dtype.kind not in "iuf":
            return f"a tensor of {show_dtype(value.dtype)}"
        return "a tf.Variable" if value.variable else "a tensor"
    if isinstance(value, np.generic):
        return f"a NumPy {show_dtype(value.dtype)}"
    if isinstance(value, Opaque):
        return f"an object of type {show(value)[1:-1]}"
    return NOUNS.get(type(value), f"an object of type {show(value)[1:-1]}")


def advice(value: object, asked: str) -> str:
    """What to do when a value is of another kind than what was asked for; empty where there is nothing to say."""
    if value is None:
        return "Did you forget `return`?"
    if isinstance(value, Callable | GraphFunction):
        return "Call the function, as in `f(x)`, to get its value."
    if isinstance(value, Opaque) and "generator" in value.type_name:
        return "`list(...)` turns a generator into a list."
    if isinstance(value, tuple) and len(value) == 1:
        return "A comma after a value makes a tuple of it."
    if asked.startswith("a tuple") and isinstance(value, list):
        return "`return a, b` makes a tuple."
    if asked == "a tensor":
        return "`tf.convert_to_tensor` makes a tensor."
    if asked == "a NumPy array":
        return "`.numpy()` gives the array of a tensor." if isinstance(value, Tensor) else "`np.array` makes one."
    if asked in ("a float", "an int") and isinstance(value, np.ndarray | Tensor):
        return f"`{asked.split()[1]}(...)` makes a Python number of it."
    if isinstance(value, bool | np.bool_ | np.ndarray | Tensor) and "bool" in noun(value) + type(value).__name__:
        return "Turn True and False into numbers first."
    return ""


def about_shape(got: Shape, want: Shape) -> str:
    """The likely misconception behind a wrong shape."""
    if 0 in got and 0 not in want:
        return "It holds no numbers at all."
    if len(want) > 1 and got == want[::-1]:
        return "It looks transposed."
    if got == () and want:
        return "It is a single number: was something summed or averaged?"
    if [size for size in got if size != 1] == [size for size in want if size != 1]:
        return "Only axes of length 1 differ, yet (3,), (3, 1) and (1, 3) are three shapes."
    return ""


def about_values(got: np.ndarray, want: np.ndarray, place: Shape, whole: bool) -> str:
    """The likely misconception behind wrong values; `place` is the first wrong one, `whole` says that they are ints."""
    here = got[place]
    if np.isnan(here):
        return "NaN comes from 0/0, from inf - inf or from the root of a negative number."
    if np.isinf(here) and not np.isinf(want[place]):
        return "Something grew too large for its dtype on the way."
    with np.errstate(all="ignore"):
        if np.allclose(got, -want, rtol=1e-5, atol=1e-6):
            return "Only the sign is wrong."
        if (whole or got.any()) and any(np.array_equal(got, cut(want)) for cut in (np.trunc, np.floor, np.round)):
            return "The fractions are cut off: look for an integer dtype or for `//`."
        factor = here / want[place]
        if got.size > 1 and np.isfinite(factor) and factor and np.allclose(got, factor * want, rtol=1e-5, atol=1e-6):
            return f"Every number is {show(float(factor))} times what it should be."
    return ""


def at(place: Shape) -> str:
    """Where in the result: ` at [1, 2]`, nothing for a single number."""
    return f" at {list(place)}" if place else ""


def asked_for(kind: str, dtype: object, shape: Shape | None) -> str:
    """The expectation as text: `a tensor of float32, shape (2, 3)`."""
    words = [f"{kind} of {dtype_name(dtype)}" if dtype is not None else kind]
    return ", ".join(words if shape is None else [*words, f"shape {shape}"])


def dtype_name(dtype: object) -> str:
    if dtype is int:
        return "an integer dtype"
    if dtype is float:
        return "a float dtype"
    return str(np.dtype(dtype))  # type: ignore[call-overload]


def show_dtype(dtype: np.dtype) -> str:
    text = str(dtype)
    return text if len(text) <= 20 and text.isprintable() else "an odd dtype"
