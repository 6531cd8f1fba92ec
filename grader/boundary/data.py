"""Values that are data through and through: text, ragged and sparse tensors, datasets, data frames.

On their way they are records as in `records.py`; a suite reads and makes them as they are here.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from msgspec import Meta
from numpy.lib.mixins import NDArrayOperatorsMixin

from grader.boundary import codec
from grader.boundary.records import Count, Frame, FromWorker, Tensor

FrameLibrary = Literal["pandas", "polars"]


class Strings(Frame, frozen=True, eq=False):
    """A tensor of text, as TensorFlow keeps it: `values` are bytes, `array` has them as `str`.

    Example: `expect(submission.shout(["a", "b"])).equal_to(np.array(["A", "B"]))`
    """

    values: Annotated[tuple[bytes, ...], Meta(max_length=codec.MAX_ELEMENTS)]
    """In the order of the last axis, then the one before."""
    shape: Annotated[tuple[Count, ...], Meta(max_length=codec.MAX_DIMENSIONS)]
    is_tensor: bool = True
    """False on the way only: a NumPy array of text, which arrives as one."""

    def __post_init__(self) -> None:
        if math.prod(self.shape) != len(self.values):
            raise ValueError("expected as many texts as the shape says")

    @classmethod
    def of(cls, array: np.ndarray) -> Strings:
        """A NumPy array of `str` on its way; Unencodable above the caps."""
        texts: list[str] = array.ravel().tolist()
        if len(texts) > codec.MAX_ELEMENTS or array.ndim > codec.MAX_DIMENSIONS:
            raise codec.Unencodable("an array of text has more than {count} elements", count=codec.MAX_ELEMENTS)
        return cls(tuple(text.encode(errors="backslashreplace") for text in texts), array.shape, is_tensor=False)

    @property
    def array(self) -> np.ndarray:
        """An array of `str`; what is no UTF-8 is escaped."""
        texts = [value.decode(errors="backslashreplace") for value in self.values]
        return np.array(texts, dtype=object).reshape(self.shape)

    def numpy(self) -> Any:
        """Its bytes: one `bytes` for a tensor without axes, else an array of them, as TensorFlow has it."""
        array = np.array(self.values, dtype=object).reshape(self.shape)
        return array if array.ndim else array[()]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return np.array(self.array, dtype, copy=copy)

    def __len__(self) -> int:
        return len(self.array)

    def __getitem__(self, key: Any) -> Any:
        return self.array[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.array)


Flat = Tensor | Strings


class Ragged(Frame, frozen=True, eq=False):
    """A tf.RaggedTensor: its values in a row, and for each ragged axis where its rows begin and end. `tolist()` gives
    nested lists.

    Example: `submission.ranges([1, 2]).tolist() == [[0], [0, 1]]`
    """

    values: Flat
    splits: Annotated[tuple[np.ndarray, ...], Meta(min_length=1, max_length=codec.MAX_DIMENSIONS)]
    """The outermost axis first; each begins with 0 and ends with the number of what it splits."""

    def __post_init__(self) -> None:
        counts = [split.size - 1 for split in self.splits[1:]] + [self.values.shape[0] if self.values.shape else -1]
        for split, count in zip(self.splits, counts, strict=True):
            if split.ndim != 1 or split.dtype != np.int64 or split.size == 0 or split[0] != 0 or split[-1] != count:
                raise ValueError("expected where rows begin and end")
            if (split[1:] < split[:-1]).any():
                raise ValueError("expected rows one after another")

    def tolist(self) -> list[Any]:
        """Nested lists, whose rows have different lengths."""
        rows: list[Any] = self.values.array.tolist()
        for split in reversed(self.splits):
            rows = [rows[start:end] for start, end in itertools.pairwise(split)]
        return rows

    to_list = tolist

    def __len__(self) -> int:
        return self.splits[0].size - 1

    def __getitem__(self, key: Any) -> Any:
        return self.tolist()[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.tolist())


class Sparse(Frame, frozen=True, eq=False):
    """A tf.SparseTensor: its values, and where each stands. Everywhere else is 0, or an empty text; `array` has all.

    Example: `submission.corner(2).array.tolist() == [[1, 0], [0, 0]]`
    """

    indices: np.ndarray
    """A row for each value."""
    values: Flat
    shape: Annotated[tuple[Count, ...], Meta(max_length=codec.MAX_DIMENSIONS)]

    def __post_init__(self) -> None:
        if self.indices.dtype != np.int64 or self.indices.shape != (*self.values.shape, len(self.shape)):
            raise ValueError("expected a place for each value")
        if math.prod(self.shape) > codec.MAX_BYTES // 8:
            raise ValueError("expected a shape of bounded size")
        if ((self.indices < 0) | (self.indices >= np.array(self.shape, np.int64))).any():
            raise ValueError("expected places inside the shape")

    @property
    def array(self) -> np.ndarray:
        """All values, with those that are not there."""
        values = self.values.array
        found = np.full(self.shape, "" if values.dtype == object else values.dtype.type(0), values.dtype)
        found[tuple(self.indices.T)] = values
        return found


class Elements(FromWorker, frozen=True, eq=False):
    """What a tf.data.Dataset begins with: at most 100 elements, and fewer if they have more than 2 MiB. A loop over it
    raises ValueError where the elements that arrived end and the dataset does not.

    Example: `[batch.array.tolist() for batch in submission.batches([1, 2, 3])] == [[1, 2], [3]]`
    """

    items: Any
    """A list of its first elements: each a tensor, or a tuple or dict of tensors."""
    is_whole: bool
    """Whether these are all elements of the dataset."""
    handle: Count = 0

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __getitem__(self, place: int) -> Any:
        return self.items[place]

    def __iter__(self) -> Iterator[Any]:
        yield from self.items
        if not self.is_whole:
            raise ValueError(f"only the first {len(self.items)} elements of the dataset arrive: use dataset.items")


class DataFrame(FromWorker, frozen=True, eq=False):
    """A pandas or polars frame: its columns by name, each an array of numbers, or a list of texts, numbers and None.
    It has as many elements as rows; `"x" in frame` asks for a column.

    Example: `submission.table()["x"].tolist() == [1, 2]`
    """

    way: ClassVar[str] = "compute with its columns, as in frame['x'], or with pandas.DataFrame(frame.data)"

    data: Any
    index: Any = None
    """The labels of the rows; None where they are 0, 1, 2, ..."""
    dtypes: tuple[str, ...] = ()
    """What the library calls the type of each column."""
    library: FrameLibrary = "pandas"

    def __getitem__(self, name: Any) -> Any:
        return self.data[name]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        """A row for each of its rows; of objects where not every column is of numbers."""
        columns = list(self.data.values())
        numbers = all(isinstance(column, np.ndarray) for column in columns)
        rows = np.stack(columns, axis=1) if columns and numbers else np.empty(self.shape, object)
        for place, column in enumerate(columns if not numbers else ()):
            rows[:, place] = column
        return np.array(rows, dtype, copy=None)

    def __contains__(self, name: object) -> bool:
        return name in self.data

    def __iter__(self) -> Iterator[Any]:
        """As the libraries do: over names in pandas, over columns in polars."""
        return iter(self.data if self.library == "pandas" else self.data.values())

    def __len__(self) -> int:
        return self.shape[0]

    @property
    def columns(self) -> tuple[Any, ...]:
        return tuple(self.data)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return max(map(len, self.data.values()), default=0), len(self.data)


class Series(NDArrayOperatorsMixin, FromWorker, frozen=True, eq=False):  # type: ignore[metaclass]  # it is no ABC
    """A pandas or polars series: an array of numbers, or a list of texts, numbers and None. It computes and compares
    as an array does; `series[label]` is the value at a label of its index.

    Example: `(submission.column() > 0).all()`
    """

    way: ClassVar[str] = "compute with it as with an array, or with pandas.Series(series.values)"

    values: Any
    name: Any = None
    index: Any = None
    dtype: str = ""
    library: FrameLibrary = "pandas"

    def tolist(self) -> list[Any]:
        """Its values as Python's own."""
        return list(self.values) if isinstance(self.values, list) else self.values.tolist()

    to_list = tolist

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return np.array(self.values, dtype, copy=copy if isinstance(self.values, np.ndarray) else None)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        return getattr(ufunc, method)(*(np.asarray(x) if isinstance(x, Series) else x for x in inputs), **options)

    __hash__ = object.__hash__

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, label: Any) -> Any:
        """KeyError for a label that the index does not have once. A slice goes by position, as in the libraries."""
        if self.index is None or isinstance(label, slice):
            return self.values[label]
        places = [place for place, each in enumerate(self.index) if each == label]
        if len(places) != 1:
            raise KeyError(label)
        return self.values[places[0]]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.values)


class Dataset(Frame, frozen=True, eq=False):
    """Arrives at the submission as a `tf.data.Dataset` of the array's first axis: of rows, or of pairs of a row and its
    label, and of batches of them where a size is given.

    Example: `submission.total(Dataset(np.arange(4.0), batch=2)) == 6`
    """

    array: np.ndarray
    labels: np.ndarray | None = None
    batch: Count = 0
