"""Any value that may come over the boundary, for properties that must hold of all of them."""

import numpy as np
from hypothesis import strategies as st

from grader.boundary.records import Axes, Figure, FunctionRef, GraphFunction, Line, Model, Opaque, Tensor

SHAPES = [(), (0,), (1,), (3,), (3, 1), (2, 0), (2, 3), (1, 2, 3), (1,) * 40]
DTYPES = [
    "bool",
    "int8",
    "uint64",
    "int64",
    "float16",
    "float32",
    "float64",
    "complex64",
    "U3",
    "S2",
    "M8[s]",
    "object",
]

arrays = st.builds(np.zeros, st.sampled_from(SHAPES), st.sampled_from(DTYPES)) | st.lists(
    st.floats(width=32), max_size=9
).map(lambda values: np.array(values, np.float32))

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(60, 9000).map(lambda bits: -(2**bits))
    | st.integers(60, 9000).map(lambda bits: 2**bits)
    | st.floats()
    | st.complex_numbers()
    | st.text(st.characters(), max_size=9)
    | st.sampled_from(["\ud800", "\x1b[31m", "\u202egnp", "x" * 5000])
    | st.binary(max_size=9)
    | arrays.filter(lambda array: array.size > 0).map(lambda array: array.reshape(-1)[0])
)

records = (
    st.builds(Tensor, arrays, st.booleans())
    | st.builds(Opaque, st.text(max_size=9))
    | st.builds(FunctionRef, st.text(max_size=9))
    | st.just(GraphFunction("f", 1, 10**30))
    | st.just(Figure((Axes("t", "x", "y", None, (Line("f", np.zeros(2), np.zeros(2)),)),), 1))
    | st.just(Model("Sequential", {}, (), None, False))
)

values = st.recursive(
    scalars | arrays | records,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.none() | st.integers() | st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)


def nested(depth: int) -> list:
    """A list in a list in a list ..."""
    value: list = [1.0]
    for _ in range(depth):
        value = [value]
    return value
