"""Text, ragged and sparse tensors, datasets and data frames: they arrive as data and can be sent, and nothing else."""

import contextlib
import datetime

import msgspec
import numpy as np
import pandas as pd
import polars as pl
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from grader.boundary import codec, worker_codec
from grader.boundary import judge_codec as received
from grader.boundary.codec import Undecodable, Unencodable
from grader.boundary.data import DataFrame, Dataset, Elements, Ragged, Series, Sparse, Strings
from grader.boundary.worker_codec import Objects


@pytest.fixture
def objects():
    return Objects({}.__getitem__, {}.__getitem__)


def arrived(objects, value):
    """What the judge gets when a submission returns `value`."""
    return received.from_wire(codec.from_bytes(codec.to_bytes(objects.to_wire(value))))


def handed(objects, value):
    """What the submission gets when a suite sends `value`."""
    return objects.from_wire(codec.from_bytes(codec.to_bytes(received.to_wire(value))))


def there_and_back(value):
    objects = Objects({}.__getitem__, {}.__getitem__)
    return handed(objects, arrived(objects, value))


TEXTS = st.lists(st.binary(max_size=5) | st.text(max_size=5).map(str.encode), max_size=6)
NUMBERS = st.sampled_from([np.int64, np.float32]).flatmap(
    lambda kind: st.lists(st.integers(-9, 9), max_size=6).map(lambda items: np.array(items, kind))
)


@settings(deadline=None)
@given(TEXTS)
def test_a_tensor_of_text_arrives_byte_for_byte(texts):
    tensor = tf.constant(np.array([texts], dtype=object).reshape(1, -1), tf.string)
    back = there_and_back(tensor)
    assert (back.dtype, back.shape) == (tf.string, tensor.shape)
    assert back.numpy().tolist() == tensor.numpy().tolist()


@pytest.mark.parametrize("value", ["dense", b"\xff", ["a", "b"], [["a"], ["한글"]], np.zeros((0, 2), object)])
def test_the_text_of_a_tensor_is_str(objects, value):
    here = arrived(objects, tf.constant(value, tf.string))
    assert type(here) is Strings
    assert here.shape == np.shape(value)
    wanted = "\\xff" if type(value) is bytes else np.array(value, dtype=object).tolist()
    assert here.array.tolist() == wanted


def test_an_array_of_text_arrives_as_one(objects):
    array = np.array([["a", "bc"], ["", "한"]])
    for found in (arrived(objects, array), handed(objects, array)):
        assert_array_equal(found, array, strict=True)


@settings(deadline=None)
@given(st.lists(st.lists(NUMBERS.map(lambda array: array.astype(np.int64)), max_size=3), max_size=4))
def test_a_ragged_tensor_arrives_with_its_rows(rows):
    rows = [[part.tolist() for part in row] for row in rows]
    tensor = tf.ragged.constant(rows, tf.int64, ragged_rank=2)
    objects = Objects({}.__getitem__, {}.__getitem__)
    here = arrived(objects, tensor)
    assert type(here) is Ragged
    assert here.tolist() == rows == handed(objects, here).to_list()


@settings(deadline=None)
@given(st.dictionaries(st.tuples(st.integers(0, 2), st.integers(0, 3)), st.integers(-9, 9), max_size=5))
def test_a_sparse_tensor_arrives_with_its_places(places):
    indices = np.array(sorted(places), np.int64).reshape(-1, 2)
    tensor = tf.SparseTensor(indices, [places[place] for place in sorted(places)] or tf.zeros(0, tf.int32), (3, 4))
    objects = Objects({}.__getitem__, {}.__getitem__)
    here = arrived(objects, tensor)
    assert type(here) is Sparse
    assert_array_equal(here.array, tf.sparse.to_dense(tensor).numpy(), strict=True)
    assert_array_equal(tf.sparse.to_dense(handed(objects, here)).numpy(), here.array, strict=True)


def test_text_may_be_ragged_and_sparse(objects):
    ragged = arrived(objects, tf.ragged.constant([["a"], [], ["b", "c"]]))
    assert ragged.tolist() == [["a"], [], ["b", "c"]]
    sparse = arrived(objects, tf.SparseTensor([[1]], ["a"], [3]))
    assert sparse.array.tolist() == ["", "a", ""]


def test_a_gradient_by_rows_arrives_as_a_tensor(objects):
    slices = tf.IndexedSlices(tf.constant([[1.0, 2.0]]), tf.constant([1]), tf.constant([3, 2]))
    assert_array_equal(arrived(objects, slices).array, [[0, 0], [1, 2], [0, 0]])


# Datasets


def test_a_dataset_arrives_with_its_first_elements(objects, monkeypatch):
    dataset = tf.data.Dataset.from_tensor_slices((np.arange(6.0), ["a"] * 6)).batch(4)
    here = arrived(objects, dataset)
    assert (type(here), here.is_whole) == (Elements, True)
    (numbers, texts), _last = here.items
    assert_array_equal(numbers.array, np.arange(4.0))
    assert texts.array.tolist() == ["a"] * 4
    assert handed(objects, here) is dataset
    monkeypatch.setattr(worker_codec, "MAX_TAKEN", 1)
    assert [len(arrived(objects, each).items) for each in (dataset, dataset.take(1), dataset.take(0))] == [1, 1, 0]
    assert [arrived(objects, each).is_whole for each in (dataset, dataset.take(1))] == [False, True]


def test_a_dataset_without_end_is_cut_off(objects):
    numbers = tf.data.Dataset.counter()
    assert len(arrived(objects, numbers).items) == worker_codec.MAX_TAKEN
    large = numbers.map(lambda number: tf.zeros(200_000, tf.float32))
    assert not arrived(objects, large).is_whole


def test_what_a_dataset_raises_is_the_submissions(objects):
    def broken():
        yield 1
        raise KeyError("x")

    with pytest.raises(tf.errors.UnknownError, match="KeyError"):
        objects.to_wire(tf.data.Dataset.from_generator(broken, output_signature=tf.TensorSpec((), tf.int32)))


def test_a_dataset_in_a_dataset_is_opaque(objects):
    here = arrived(objects, tf.data.Dataset.range(4).window(2))
    assert [type(item).__name__ for item in here.items] == ["Opaque", "Opaque"]


@pytest.mark.parametrize("batch", [0, 2])
def test_a_suite_sends_rows_with_labels(objects, batch):
    x, y = np.arange(6.0).reshape(3, 2), np.array([0, 1, 2])
    elements = list(handed(objects, Dataset(x, y, batch)).as_numpy_iterator())
    assert len(elements) == (2 if batch else 3)
    assert_array_equal(elements[0][0], x[:batch] if batch else x[0])
    assert_array_equal(elements[0][1], y[:batch] if batch else y[0])


# Data frames

COLUMNS = {
    "numbers": [1.5, 2.0, -1.0],
    "whole": [1, 2, 3],
    "truth": [True, False, True],
    "text": ["a", "한", ""],
    "gaps": ["a", None, "b"],
}


@pytest.mark.parametrize("library", [pd, pl], ids=["pandas", "polars"])
def test_a_data_frame_arrives_column_by_column(objects, library):
    frame = library.DataFrame(COLUMNS)
    here = arrived(objects, frame)
    assert (type(here), here.library, here.shape) == (DataFrame, library.__name__, (3, 5))
    assert here.columns == tuple(COLUMNS)
    assert_array_equal(here["numbers"], np.array(COLUMNS["numbers"]), strict=True)
    assert [here["text"], here["gaps"], here.index] == [COLUMNS["text"], COLUMNS["gaps"], None]
    back = handed(objects, here)
    assert type(back) is library.DataFrame
    assert back.equals(frame)


ODD_FRAMES = {
    "labels of rows": pd.DataFrame({"x": [1, 2]}, index=["a", "b"]),
    "columns that are numbers": pd.DataFrame([[1.0, 2.0]]),
    "categories": pd.DataFrame({"x": pd.Categorical(["a", "b", "a"])}),
    "whole numbers with gaps": pd.DataFrame({"x": pd.array([1, None], dtype="Int64")}),
    "dates": pd.DataFrame({"x": pd.to_datetime(["2024-01-31", None])}),
    "no rows": pd.DataFrame({"x": [], "y": []}),
    "nothing": pd.DataFrame(),
}


@pytest.mark.parametrize("frame", ODD_FRAMES.values(), ids=ODD_FRAMES.keys())
def test_odd_frames_arrive_too(objects, frame):
    pd.testing.assert_frame_equal(handed(objects, arrived(objects, frame)), frame, check_column_type=False)


def test_dates_are_text(objects):
    day = datetime.date(2024, 1, 31)
    assert arrived(objects, pl.DataFrame({"x": [day]}))["x"] == ["2024-01-31"]
    assert arrived(objects, pd.DataFrame({"x": pd.to_datetime([day, None])}))["x"] == ["2024-01-31", None]


@pytest.mark.parametrize("library", [pd, pl], ids=["pandas", "polars"])
def test_a_series_arrives_with_its_name(objects, library):
    here = arrived(objects, library.Series([1.0, 2.0], name="x") if library is pd else pl.Series("x", [1.0, 2.0]))
    assert (type(here), here.name, here.values.tolist()) == (Series, "x", [1.0, 2.0])
    assert type(handed(objects, here)) is library.Series


def test_a_frame_counts_rows_and_knows_its_columns(objects):
    here = arrived(objects, pd.DataFrame({"x": [1, 2, 3], "y": ["a", "b", "c"]}))
    assert (len(here), "x" in here, "z" in here, list(here)) == (3, True, False, ["x", "y"])
    assert [len(column) for column in arrived(objects, pl.DataFrame({"x": [1, 2, 3]}))] == [3]
    assert np.asarray(here).tolist() == [[1, "a"], [2, "b"], [3, "c"]]
    assert np.allclose(arrived(objects, pd.DataFrame([[1.0, 2.0], [3.0, 4.0]])), [[1, 2], [3, 4]])


def test_a_series_computes_as_an_array_does(objects):
    here = arrived(objects, pd.Series([1.0, -2.0], index=["a", "b"]))
    assert (len(here), list(here), here.tolist(), here["b"]) == (2, [1.0, -2.0], [1.0, -2.0], -2.0)
    assert np.allclose(here, [1.0, -2.0])
    assert (abs(here) + here).sum() == 2
    assert [(here > 0).all(), (here == [1.0, -2.0]).all()] == [False, True]
    with pytest.raises(KeyError):
        here["c"]
    assert arrived(objects, pd.Series(["a", None, "b"]))[1] is None


def test_a_tensor_of_text_is_read_as_tensorflow_has_it(objects):
    words = arrived(objects, tf.constant(["a", "한"]))
    assert (len(words), words[1], list(words)) == (2, "한", ["a", "한"])
    assert words.numpy().tolist() == [b"a", "한".encode()]
    assert arrived(objects, tf.constant("ab")).numpy() == b"ab"
    assert np.array_equal(words, ["a", "한"])


def test_a_ragged_tensor_has_rows(objects):
    rows = arrived(objects, tf.ragged.constant([[1], [], [2, 3]]))
    assert (len(rows), rows[2], list(rows), rows.to_list()) == (3, [2, 3], [[1], [], [2, 3]], [[1], [], [2, 3]])


def test_a_loop_over_a_dataset_ends_with_it_or_says_that_it_cannot(objects):
    assert [int(each) for each in arrived(objects, tf.data.Dataset.range(3))] == [0, 1, 2]
    endless = arrived(objects, tf.data.Dataset.range(3).repeat())
    assert int(endless[2]) == 2
    with pytest.raises(ValueError, match="only the first 100 elements"):
        len(endless)


def test_a_suite_sends_a_frame_of_either_kind(objects):
    assert handed(objects, DataFrame({"x": [1, 2]}))["x"].tolist() == [1, 2]
    assert handed(objects, DataFrame({"x": [1, 2]}, library="polars"))["x"].to_list() == [1, 2]
    assert handed(objects, pd.DataFrame({"x": ["a"]}))["x"].tolist() == ["a"]


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (pd.DataFrame({"x": [[1], [2]]}), "the column 'x' holds objects of type list"),
        (pd.DataFrame([[1, 2]], columns=["x", "x"]), "two columns of the data frame have the same name"),
        (pd.DataFrame({"x": range(300_000)}).astype(str), "more than 200000 elements"),
    ],
    ids=["lists", "a name twice", "many rows"],
)
def test_a_frame_that_cannot_cross_says_why(objects, frame, reason):
    with pytest.raises(Unencodable, match=reason):
        objects.to_wire(frame)


def test_a_class_that_calls_itself_a_frame_is_opaque(objects):
    fake = type("DataFrame", (), {"__module__": "pandas"})()
    assert type(arrived(objects, fake)).__name__ == "Opaque"


# What no honest worker sends

FLAT = ["Tensor", ["array", "float32", [2], bytes(8)], False]
WORDS = ["Strings", [b"a", b"b"], [2], True]


def places(*items: int) -> list:
    array = np.array(items, np.int64)
    return ["array", "int64", [len(items)], array.tobytes()]


def matrix(*rows: list[int]) -> list:
    return ["array", "int64", [len(rows), len(rows[0])], np.array(rows, np.int64).tobytes()]


HOSTILE = {
    "fewer texts than the shape says": ["Strings", [b"a"], [2], True],
    "a shape beyond memory": ["Strings", [], [2**30, 2**30], True],
    "a negative side": ["Strings", [], [-1], True],
    "texts that are text": ["Strings", ["a"], [1], True],
    "an array that is as wide as its longest text": ["Strings", [bytes(2**20)] + [b""] * 100, [101], False],
    "splits that go back": ["Ragged", FLAT, [places(0, 3, 2)]],
    "splits beyond the values": ["Ragged", FLAT, [places(0, 9)]],
    "splits that begin late": ["Ragged", FLAT, [places(1, 2)]],
    "splits of splits that do not fit": ["Ragged", FLAT, [places(0, 9), places(0, 2)]],
    "no splits": ["Ragged", FLAT, []],
    "empty splits": ["Ragged", FLAT, [places()]],
    "splits of a number": ["Ragged", ["Tensor", ["array", "float32", [], bytes(4)], False], [places(0, 1)]],
    "splits that are floats": ["Ragged", FLAT, [["array", "float64", [2], bytes(16)]]],
    "a ragged tensor inside": ["Ragged", ["Ragged", FLAT, [places(0, 2)]], [places(0, 1)]],
    "places outside": ["Sparse", matrix([0], [9]), FLAT, [3]],
    "negative places": ["Sparse", matrix([0], [-1]), FLAT, [3]],
    "too few places": ["Sparse", matrix([0]), FLAT, [3]],
    "places of another rank": ["Sparse", matrix([0, 0], [1, 1]), FLAT, [3]],
    "a dense form beyond memory": ["Sparse", matrix([0, 0], [1, 1]), FLAT, [2**30, 2**30]],
    "elements without a list": ["Elements", 3, True, 1],
    "elements without a handle": ["Elements", ["list", []], True, 0],
    "a dataset in a dataset": ["Elements", ["list", [["Elements", ["list", []], True, 1]]], True, 1],
    "a frame that is a list": ["DataFrame", ["list", []], None, [], "pandas"],
    "columns of different lengths": [
        "DataFrame",
        ["dict", [["x", ["list", [1]]], ["y", ["list", [1, 2]]]]],
        *(None, [], "pandas"),
    ],
    "a column that is a number": ["DataFrame", ["dict", [["x", 1]]], None, [], "pandas"],
    "a column of two axes": ["DataFrame", ["dict", [["x", matrix([1, 2])]]], None, [], "pandas"],
    "an index of another length": ["DataFrame", ["dict", [["x", ["list", [1]]]]], ["list", [1, 2]], [], "pandas"],
    "more types than columns": ["DataFrame", ["dict", []], None, ["int64"], "pandas"],
    "a model in a frame": ["DataFrame", ["dict", [["x", ["list", [FLAT]]]]], None, [], "pandas"],
    "a library to import": ["DataFrame", ["dict", []], None, [], "os"],
    "a series of nothing": ["Series", None, None, None, "", "pandas"],
    "what only a judge sends": ["Dataset", ["array", "float32", [0], b""], None, 0],
}


@pytest.mark.parametrize("wire", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_malformed_record_is_undecodable(wire):
    with pytest.raises(Undecodable):
        received.from_wire(codec.from_bytes(msgspec.msgpack.encode(wire)))


def test_a_sound_record_is_not():
    assert received.from_wire(["Ragged", FLAT, [places(0, 1, 2)]]).tolist() == [[0.0], [0.0]]
    assert received.from_wire(["Ragged", WORDS, [places(0, 2)]]).tolist() == [["a", "b"]]
    assert received.from_wire(["Sparse", matrix([0], [2]), FLAT, [3]]).array.tolist() == [0.0, 0.0, 0.0]


KINDS = st.sampled_from(["Strings", "Ragged", "Sparse", "Elements", "DataFrame", "Series", "Tensor", "pandas", "int64"])
PARTS = st.recursive(
    st.sampled_from([FLAT, WORDS, places(0, 2), places(), None, True, 0, 1, b"", "", ["list", []], ["dict", []]]),
    lambda inner: st.lists(inner, max_size=3) | st.tuples(KINDS, inner, inner, inner).map(list),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(KINDS, st.lists(PARTS, max_size=5))
def test_any_fields_are_a_record_or_undecodable(kind, fields):
    with contextlib.suppress(Undecodable):
        received.from_wire(codec.from_bytes(msgspec.msgpack.encode([kind, *fields])))


def test_wires_above_the_caps_are_refused(objects):
    with pytest.raises(Unencodable, match="too large"):
        objects.to_wire(tf.SparseTensor(np.zeros((0, 2), np.int64), tf.zeros(0), (2**30, 2**30)))
    with pytest.raises(Unencodable, match="more than 200000 elements"):
        objects.to_wire(tf.fill([codec.MAX_ELEMENTS + 1], "a"))
