import contextlib
import datetime
import itertools
import typing
from collections import Counter, OrderedDict, defaultdict
from typing import NamedTuple

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from grader.boundary import codec
from grader.boundary import judge_codec as received
from grader.boundary import records as values
from grader.boundary.codec import DTYPES, MAX_DEPTH, MAX_ELEMENTS, Undecodable, Unencodable
from grader.boundary.frames import MAX_FRAME
from grader.boundary.protocol import (
    Answer,
    Answered,
    Drawn,
    FileRead,
    Forbidden,
    ForbiddenUse,
    Late,
    Loaded,
    Missing,
    NoFile,
    NoGraph,
    NotRead,
    Opened,
    Raised,
    Ran,
    Reason,
    Returned,
    Started,
    Traced,
    Unreadable,
)
from grader.boundary.records import MAX_TEXT, FunctionRef, Model, Opaque, Prop, Tensor
from grader.feedback import Location

INTEGERS = st.integers(-(2**63), 2**64 - 1)
SCALARS = st.none() | st.booleans() | INTEGERS | st.floats() | st.text() | st.binary(max_size=20)
ARRAYS = st.sampled_from([*DTYPES.values(), np.dtype(">f4"), np.dtype(">i8")]).flatmap(
    lambda dtype: arrays.arrays(dtype, arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=3))
)
NUMPY_SCALARS = st.sampled_from(list(DTYPES.values())).flatmap(
    lambda dtype: arrays.arrays(dtype, ()).map(lambda a: a[()])
)
KEYS = st.none() | INTEGERS | st.text(max_size=5) | st.integers(0, 9).map(np.int64) | st.floats(0, 1).map(np.float32)
VALUES = st.recursive(
    SCALARS | ARRAYS | NUMPY_SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(KEYS, inner, max_size=4)
        | st.sets(KEYS, max_size=4)
    ),
    max_leaves=12,
)


def there_and_back(value):
    """What a worker that answers with its argument sends back."""
    return received.from_wire(codec.from_bytes(codec.to_bytes(received.to_wire(value))))


def form(value):
    """A value as text that tells types, dtypes, shapes, signs of zero and kinds of NaN apart."""
    if isinstance(value, np.ndarray | np.generic):
        native = value.astype(value.dtype.newbyteorder("="))
        return f"{type(value).__name__}({native.dtype}, {native.shape}, {native.tobytes()!r})"
    if isinstance(value, list | tuple):
        return f"{type(value).__name__}({', '.join(map(form, value))})"
    if isinstance(value, dict):
        return f"dict({', '.join(form(key) + ': ' + form(part) for key, part in value.items())})"
    return f"set({sorted(map(form, value))})" if isinstance(value, set) else f"{type(value).__name__}({value!r})"


@given(VALUES)
def test_plain_values_arrive_as_they_were_sent(value):
    assert form(there_and_back(value)) == form(value)


@pytest.mark.parametrize(
    "array",
    [
        np.array(1.5, np.float32),
        np.zeros((0, 3)),
        np.arange(12).reshape(3, 4)[::2, ::-1],
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.arange(3, dtype=">i4"),
        np.broadcast_to(np.float32(2), (2, 2)),
        np.array([np.nan, -0.0, np.inf], np.float16),
        np.zeros((1,) * codec.MAX_DIMENSIONS),
    ],
    ids=["0-d", "empty", "strided", "Fortran", "big-endian", "broadcast", "NaN", "many axes"],
)
def test_arrays_in_every_memory_layout(array):
    arrived = there_and_back(array)
    assert form(arrived) == form(array)
    assert arrived.flags.writeable
    assert arrived.dtype.isnative


def test_a_tensor_arrives_as_a_tensor():
    sent = Tensor(np.eye(2, dtype=np.float32), variable=True)
    arrived = there_and_back(sent)
    assert (type(arrived), arrived.variable, arrived.dtype, arrived.shape) == (Tensor, True, np.float32, (2, 2))
    assert np.array_equal(arrived, sent)


class Float(float): ...


@pytest.mark.parametrize(
    "value",
    [
        Float(1.0),
        10**30,
        "\ud800",
        1j,
        np.array(["a"]),
        np.array([1j]),
        np.ma.array([1]),
        range(3),
    ],
    ids=lambda value: type(value).__name__,
)
def test_only_exact_types_are_plain(value):
    """A subclass of float that equals everything is no float: it goes to `other`, which makes it opaque."""
    assert codec.encode([value], lambda item: ["Opaque", "other", 1]) == ["list", [["Opaque", "other", 1]]]


class Pair(NamedTuple):
    w: list
    b: float


class Endless(list):
    """Says other things of itself than what it holds."""

    def __iter__(self):
        return itertools.repeat(1)

    def __len__(self):
        return 10**9


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Pair([1.0], 2.0), ([1.0], 2.0)),
        (OrderedDict(loss=[0.5]), {"loss": [0.5]}),
        (defaultdict(list, loss=[0.5]), {"loss": [0.5]}),
        (Counter("aab"), {"a": 2, "b": 1}),
        (np.str_("converges"), "converges"),
        (Endless([3]), [3]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_holds_something_counts_as_what_it_holds(value, plain):
    found = codec.decode(codec.encode(value, None), None)
    assert (type(found), found) == (type(plain), plain)


def test_what_holds_itself_is_nested_too_deeply():
    knot = Endless()
    knot.append(knot)
    with pytest.raises(codec.Unencodable, match="nested more than 32 levels deep"):
        codec.encode(knot, None)


@pytest.mark.parametrize(
    ("record", "wire"),
    [
        (FunctionRef("relu"), ["Named", "relu"]),
        (FunctionRef("<lambda>", 3), ["Reference", 3]),
        (Opaque("generator", 4), ["Reference", 4]),
        (Prop("square", abs), ["PropName", "square"]),
        (
            Model("Sequential", {"a": 1}, (np.zeros(1, np.float32),), None, built=True),
            ["KerasModel", "Sequential", '{"a": 1}', [["array", "float32", [1], bytes(4)]], None, True, 0, None],
        ),
    ],
    ids=["name", "function", "opaque", "prop", "model"],
)
def test_records_are_handed_back_by_name_or_handle(record, wire):
    assert codec.from_bytes(codec.to_bytes(received.to_wire(record))) == wire


def test_what_a_suite_cannot_send_is_the_suites_fault():
    with pytest.raises(TypeError, match="a suite cannot send a range"):
        received.to_wire(range(3))


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        nested(MAX_DEPTH + 1),
        [None] * (MAX_ELEMENTS + 1),
        [[None] * (MAX_ELEMENTS // 2)] * 3,
        dict.fromkeys(range(MAX_ELEMENTS // 2 + 1)),
        np.zeros((1,) * (codec.MAX_DIMENSIONS + 1)),
    ],
    ids=["depth", "length", "in all", "dict", "axes"],
)
def test_values_above_the_caps_are_refused(wording, value):
    with pytest.raises(Unencodable) as caught:
        received.to_wire(value)
    assert str(caught.value) == wording


def deep_wire(depth):
    wire = ["list", []]
    for _ in range(depth):
        wire = ["list", [wire]]
    return wire


F4 = "float32"
HOSTILE = {
    "void dtype": ["array", "V2147483647", [1], b"x"],
    "object dtype": ["array", "object", [1], bytes(8)],
    "dtype that is no text": ["array", 4, [1], bytes(4)],
    "negative side": ["array", F4, [-1], b""],
    "two negative sides": ["array", F4, [-1, -1], bytes(4)],
    "side that is True": ["array", F4, [True], bytes(4)],
    "huge sides": ["array", F4, [2**47, 2**47], b""],
    "huge side times none": ["array", F4, [0, 2**63], b""],
    "huge sides times none": ["array", F4, [0, 2**47, 2**20], b""],
    "an empty array that would be large": ["Tensor", ["array", F4, [codec.MAX_BYTES, 0], b""], False],
    "too many sides": ["array", F4, [1] * 17, bytes(4)],
    "too few bytes": ["Tensor", ["array", F4, [2], bytes(4)], False],
    "too many bytes": ["Tensor", ["array", F4, [2], bytes(12)], True],
    "an array without its tag": ["Tensor", [F4, [1], bytes(4)], True],
    "an array that is a number": ["Tensor", 1, True],
    "a tensor without an array": ["Tensor"],
    "what only a judge sends": ["Named", "relu"],
    "bytes that are text": ["array", F4, [1], "abcd"],
    "a scalar with a shape": ["scalar", F4, [1], bytes(4)],
    "no fields": ["array"],
    "no tag": [],
    "a tag that is no text": [1, 2],
    "a tag nobody knows": ["eval", "1"],
    "a map": {"list": []},
    "a list without items": ["list"],
    "a dict without pairs": ["dict", [1]],
    "a dict of triples": ["dict", [[1, 2, 3]]],
    "a key twice": ["dict", [["a", 1], ["a", 2]]],
    "an unhashable key": ["dict", [[["list", []], 1]]],
    "an unhashable element": ["set", [["dict", []]]],
    "a key whose hash can be chosen": ["dict", [[["tuple", [1, 2]], 1]]],
    "an element whose hash can be chosen": ["set", [["tuple", [1, 2]]]],
    "an element twice": ["set", [1, True]],
    "too deep": deep_wire(MAX_DEPTH + 1),
    "too many": ["list", [None] * (MAX_ELEMENTS + 1)],
}


@pytest.mark.parametrize("wire", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_wire_forms_cost_a_message(wire):
    with pytest.raises(Undecodable, match=r"^(an? |expected |it is |lists, |the )"):
        received.from_wire(wire)


def test_a_bool_is_true_or_false_whatever_its_byte():
    arrived = received.from_wire(["array", "bool", [3], b"\x00\x01\xff"])
    assert arrived.tobytes() == b"\x00\x01\x01"


def decoded_or_refused(payload):
    """Any other exception is the failure that the properties below look for."""
    with contextlib.suppress(Undecodable):
        received.from_wire(codec.from_bytes(payload))
    with contextlib.suppress(Undecodable):
        assert isinstance(codec.from_bytes(payload, Answered), Answered)


@given(st.binary())
def test_any_bytes_are_a_value_or_undecodable(payload):
    decoded_or_refused(payload)


TAGS = st.sampled_from(
    [
        *("list", "tuple", "set", "dict", "array", "scalar", "Tensor", "FunctionRef", "GraphFunction", "Opaque"),
        *("Figure", "Axes", "Line", "KerasModel", "Named", "Sequential", "line", "{}", *DTYPES),
    ]
)
TREES = st.recursive(
    TAGS | SCALARS | st.integers(-1, 3) | st.datetimes(timezones=st.timezones()),
    lambda inner: (
        st.lists(inner, max_size=8)
        | st.tuples(TAGS, inner, inner).map(list)
        | st.dictionaries(st.text() | st.integers(0, 9), inner, max_size=3)
    ),
    max_leaves=30,
)


@given(TREES)
def test_any_messagepack_tree_is_a_value_or_undecodable(tree):
    decoded_or_refused(msgspec.msgpack.encode(tree))


ANSWERS = [kind.__name__ for kind in typing.get_args(Answer)]
PLACES = st.lists(st.none() | st.text(max_size=3) | st.integers(-1, 3), min_size=1, max_size=4)


@given(st.binary(max_size=3), st.sampled_from(ANSWERS), st.lists(TREES | PLACES | st.binary() | st.text(), max_size=5))
def test_what_looks_like_an_answer_is_one_or_undecodable(identity, kind, fields):
    decoded_or_refused(msgspec.msgpack.encode([identity, [kind, *fields]]))


SOUND = [
    Opened(
        (Missing("f", ("F",), Location("a.py"), NotRead(Location("a.ipynb", 2, 3), Reason("why", (("error", "it"),)))),)
    ),
    Opened((), (ForbiddenUse("f", "tf.tanh", Location("a.py", line=1)),)),
    Started(changed=True),
    Loaded(),
    Returned(["list", [1, None]], ("a warning",), (["tuple", []],)),
    Drawn(b"png"),
    Traced(b"graph", ["x:0"], ["y:0"], 1),
    Ran(["list", []]),
    Raised(("ValueError", "object"), "no", Location("a.py", line=3), "return x", "step"),
    Late(),
    Forbidden("tf.tanh", Location("a.py", line=3)),
    NoGraph(),
    FileRead(b"bytes"),
    NoFile(Reason("it is a link")),
    Unreadable(Reason("too much")),
]


@pytest.mark.parametrize("answer", SOUND, ids=lambda answer: type(answer).__name__)
def test_an_answer_arrives_as_it_was_sent_and_with_no_field_more(wording, answer):
    payload = codec.to_bytes(Answered(b"12345678", answer))
    assert codec.from_bytes(payload, Answered) == Answered(b"12345678", answer)
    identity, fields = msgspec.msgpack.decode(payload)
    with pytest.raises(Undecodable) as caught:
        codec.from_bytes(msgspec.msgpack.encode([identity, [*fields, None]]), Answered)
    assert str(caught.value) == wording


@pytest.mark.parametrize(
    "value",
    [
        bytes(MAX_FRAME + 1),
        Tensor(np.zeros((1,) * 17)),
        Tensor(np.zeros(1, "S1")),
    ],
    ids=["frame", "axes", "dtype"],
)
def test_an_answer_above_the_caps_says_so(value, wording):
    answered = codec.from_bytes(Answered(b"12345678", Returned(value)).frame(), Answered)
    assert answered.id == b"12345678"
    assert answered.answer.reason.message() == wording


def test_texts_of_a_worker_are_cut():
    sent = [b"1", ["Raised", ["ValueError"], "m" * 10_000, None, "l" * 10_000]]
    raised = codec.from_bytes(msgspec.msgpack.encode(sent), Answered).answer
    assert (len(raised.message), len(raised.line)) == (MAX_TEXT, MAX_TEXT)


@pytest.mark.parametrize(
    "payload",
    [
        *(b"\x91" * 5000, b"\x81" * 5000, b"\xc7\x05\x07abcde", b"\x81\x90\x01", b"\x01\x02", b"\xdf\xff\xff\xff\xff"),
        *(b"", b"\xdd\xff\xff\xff\xff", b"\xdb\xff\xff\xff\xff", b"\xc6\x00", b"\x92\x01", b"\xc1", b"\xa2\xed\xa0"),
    ],
)
def test_bytes_that_tempt_a_decoder(payload):
    with pytest.raises(Undecodable):
        received.from_wire(codec.from_bytes(payload))


def list_of(item: bytes, count: int) -> bytes:
    return b"\xdd" + count.to_bytes(4, "big") + item * count


@pytest.mark.parametrize(
    "payload",
    [
        msgspec.msgpack.encode({}),
        msgspec.msgpack.encode(["list", [1, {"a": 1}]]),
        list_of(b"\x82\x90\x01\x91\x01\x02", 2),
        msgspec.msgpack.encode(msgspec.msgpack.Ext(1, b"x")),
        msgspec.msgpack.encode(["list", [datetime.datetime.now(datetime.UTC)]]),
    ],
    ids=["a map", "a map inside", "lists as keys", "an extension", "a time"],
)
def test_messagepack_maps_are_refused(wording, payload):
    """A worker's dict is pairs: a map may have lists as keys, with hashes that are all equal."""
    with pytest.raises(Undecodable) as caught:
        codec.from_bytes(payload)
    assert str(caught.value) == wording


@pytest.mark.parametrize("item", [b"\x90", b"\xc0", b"\xa1a", b"\x92\x90\x90"], ids=["list", "None", "text", "lists"])
def test_items_are_counted_before_they_are_built(wording, item):
    with pytest.raises(Undecodable) as caught:
        codec.from_bytes(list_of(item, codec.MAX_ITEMS))
    assert str(caught.value) == wording


@given(TREES.filter(lambda tree: not holds_map(tree)))
def test_what_msgspec_can_build_is_not_refused(tree):
    """The headers are read as msgspec reads them: nothing that it can build is refused but maps and extensions."""
    assert form(codec.from_bytes(msgspec.msgpack.encode(tree))) == form(
        msgspec.msgpack.decode(msgspec.msgpack.encode(tree))
    )


def holds_map(tree):
    if isinstance(tree, dict | datetime.datetime):
        return True
    return isinstance(tree, list) and any(map(holds_map, tree))


EQUAL_HASHES = {
    "whole numbers that share all low bits": [i << 44 for i in range(MAX_ELEMENTS // 2 - 1)],
    "floats that share their hashes": [m * 2.0 ** (61 * k) for m in range(1, 3100) for k in range(-16, 16)],
}


@pytest.mark.parametrize("keys", EQUAL_HASHES.values(), ids=EQUAL_HASHES.keys())
def test_no_key_has_a_hash_that_thousands_share(keys):
    assert max(Counter(map(hash, keys)).values()) < 50
    assert len(there_and_back(dict.fromkeys(keys))) == len(keys)


def test_a_figure_has_no_more_parts_than_a_worker_describes(wording):
    points = ["array", "float64", [0], b""]
    line = ["Line", "f", points, points, "line"]
    axes = ["Axes", "", "", "", None, [line]]
    assert len(received.from_wire(["Figure", [axes], 1, ""]).axes[0].lines) == 1
    for many in (
        [axes] * (codec.MAX_AXES + 1),
        [["Axes", "", "", "", None, [line] * (codec.MAX_LINES + 1)]],
        [["Axes", "", "", "", ["text"] * (values.MAX_LEGEND + 1), []]],
    ):
        with pytest.raises(Undecodable) as caught:
            received.from_wire(["Figure", many, 1, ""])
        assert str(caught.value) == wording


@pytest.mark.parametrize(
    "config",
    ["", "[]", "1", '{"a": ' + "9" * 5000 + "}", "[" * 100_000, '{"a": ' * 3000, " " * (values.MAX_CONFIG + 1)],
    ids=["none", "a list", "a number", "5000 digits", "lists", "objects", "long"],
)
def test_a_configuration_is_a_json_object_of_bounded_size(config):
    with pytest.raises(Undecodable, match=r"^a configuration|or wrong fields$"):
        received.from_wire(["KerasModel", "Sequential", config, [], None, True, 1, None])
