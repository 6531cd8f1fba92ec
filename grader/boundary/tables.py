"""Frames and series of pandas and polars, to records and back. Neither library is imported before one of its objects is
met, and neither need be there."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable
from typing import Any

import msgspec
import numpy as np

from grader.boundary import codec
from grader.boundary.codec import Undecodable, Unencodable, Wire
from grader.boundary.data import DataFrame, FrameLibrary, Series
from grader.feedback import N_

LIBRARIES: tuple[FrameLibrary, ...] = ("pandas", "polars")
PLAIN = (str, bool, int, float, type(None))
"""Types of what a list of values may hold."""
FIELDS: dict[Any, tuple[str, ...]] = {DataFrame: ("data", "index"), Series: ("values", "name", "index")}
"""Fields that hold plain values: on the wire their wire form."""


def described(value: Any) -> DataFrame | Series | None:
    """The record of a frame or series; None for any other value. Unencodable where a column holds something else than
    numbers and text."""
    kind = type(value)
    library = next((each for each in LIBRARIES if kind.__module__.partition(".")[0] == each), None)
    module = sys.modules.get(library or "")
    if library is None or module is None or kind not in (module.DataFrame, module.Series):
        return None
    index = _index(value) if library == "pandas" else None
    if kind is module.Series:
        name = value.name if type(value.name) in codec.KEY_TYPES else str(value.name)
        return Series(_values(value, library, name), name, index, str(value.dtype), library)
    names = [name if type(name) in codec.KEY_TYPES else str(name) for name in value.columns]
    columns = [value.iloc[:, place] for place in range(len(names))] if library == "pandas" else value.get_columns()
    if len(set(names)) < len(names):
        raise Unencodable(N_("two columns of the data frame have the same name; rename one of them"))
    data = {name: _values(column, library, name) for name, column in zip(names, columns, strict=True)}
    return DataFrame(data, index, tuple(str(column.dtype) for column in columns), library)


def built(record: DataFrame | Series) -> Any:
    """The frame or series of a record; Undecodable where its library is not there."""
    try:
        module = importlib.import_module(record.library)
    except ImportError:
        raise Undecodable("{library} is not installed", library=record.library) from None
    if record.library == "polars":
        if isinstance(record, Series):
            return module.Series(record.name, record.values)
        return module.DataFrame({str(name): values for name, values in record.data.items()})
    if isinstance(record, Series):
        return module.Series(record.values, index=record.index, name=record.name, dtype=record.dtype or None)
    dtypes = record.dtypes or (None,) * len(record.data)
    columns = {
        name: module.Series(values, index=record.index, dtype=dtype)
        for (name, values), dtype in zip(record.data.items(), dtypes, strict=True)
    }
    return module.DataFrame(columns, index=record.index)


def packed(record: DataFrame | Series) -> DataFrame | Series:
    """The record as it crosses, its values in their wire form."""
    found: DataFrame | Series = _with(record, lambda part: codec.encode(part, _foreign))
    return found


def unpacked(record: DataFrame | Series) -> DataFrame | Series:
    """The record with its values, of what has crossed; Undecodable."""
    found: DataFrame | Series = _with(record, lambda wire: codec.decode(wire, _unknown))
    if isinstance(found, DataFrame) and (type(found.data) is not dict or len(found.dtypes) not in (0, len(found.data))):
        raise Undecodable("a data frame has no columns, or not as many as types")
    rows = [found.values] if isinstance(found, Series) else list(found.data.values())
    if found.index is not None:
        rows.append(found.index)
    if not all(map(_is_row, rows)) or len(set(map(len, rows))) > 1:
        raise Undecodable("the columns of a data frame are not rows of one length")
    return found


def _is_row(values: Any) -> bool:
    return type(values) is list or (isinstance(values, np.ndarray) and values.ndim == 1)


def _with(record: Any, change: Any) -> Any:
    return msgspec.structs.replace(record, **{name: change(getattr(record, name)) for name in FIELDS[type(record)]})


def _foreign(value: Any) -> Wire:
    raise Unencodable(N_("a data frame holds an object of type {type}"), type=type(value).__name__)


def _unknown(wire: Wire) -> Any:
    raise Undecodable("a value of a data frame is neither a number nor text")


def _values(column: Any, library: FrameLibrary, name: Any) -> Any:
    """An array of numbers where nothing is missing, else a list; dates and times as text."""
    dtype = column.dtype
    if library == "pandas":
        if isinstance(dtype, np.dtype) and dtype.name in codec.DTYPES:
            return column.to_numpy()
        missing = column.isna().tolist()
        items = (column.astype(str) if dtype.kind in "mM" else column).tolist()
        return _plain([None if gone else item for item, gone in zip(items, missing, strict=True)], name)
    if dtype.is_numeric() and not column.null_count() and (array := column.to_numpy()).dtype.name in codec.DTYPES:
        return array
    return _plain((column.cast(sys.modules["polars"].String) if dtype.is_temporal() else column).to_list(), name)


def _plain(items: Iterable[Any], name: Any) -> list[Any]:
    found = list(items)
    other = next((item for item in found if type(item) not in PLAIN), None)
    if other is not None:
        text = N_(
            "the column {name} holds objects of type {type}; a column of numbers or text can be graded, so convert it"
        )
        raise Unencodable(text, name=repr(name), type=type(other).__name__)
    return found


def _index(value: Any) -> Any:
    index, module = value.index, sys.modules["pandas"]
    if type(index) is module.RangeIndex and (index.start, index.step) == (0, 1):
        return None
    if type(index) is module.MultiIndex:
        return _plain([str(label) for label in index], "index")
    return _values(index.to_series(), "pandas", "index")
