"""The wire form of values: MessagePack scalars as they are, everything else as a list that starts with a tag.

Never pickle. What is decoded is data: dtypes come from a closed list, shapes must match their payload, depth and number
of elements are capped, so that a hostile frame costs a message and nothing else. Both ends share this module; what only
one end knows (tensors, models, handles) it handles itself through `other`.

MessagePack's own maps are not accepted. Their keys may be lists, which Python reads as tuples, and it is easy to make
tuples that all have the same hash. A dict with 200,000 such keys takes minutes to build.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import numpy as np

from grader.feedback import N_, Problem, phrase

MAX_DEPTH = 32
MAX_ELEMENTS = 200_000
MAX_DIMENSIONS = 16
MAX_ITEMS = 1_000_000
"""MessagePack items of one frame: more than MAX_ELEMENTS can need, and 80 MB of empty lists at the most."""
MAX_BYTES = 8 * 1024 * 1024
"""Of one array. For an empty array, sides of 0 count as 1, since NumPy multiplies the other sides."""
MAX_AXES, MAX_LINES, MAX_POINTS = 32, 64, 100_000
"""Of a figure, of one of its axes, of a line."""
DTYPES: dict[str, np.dtype[Any]] = {
    name: np.dtype(name)
    for name in (
        *("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
        *("float16", "float32", "float64"),
    )
}
SCALAR_TYPES = frozenset(dtype.type for dtype in DTYPES.values())
KEY_TYPES = SCALAR_TYPES | {type(None), bool, int, float, str, bytes}
"""What may be a key or an element of a set: nobody can make thousands of these with the same hash. (About thirty
numbers share each hash; only tuples can be made to have a chosen one.)"""
CONTAINERS: dict[type, str] = {list: "list", tuple: "tuple", set: "set"}
HOLDERS: tuple[type, ...] = (list, tuple, set, dict, str)
"""An instance of a subclass of one of these is sent as its plain contents: a namedtuple, an OrderedDict, a NumPy
string."""

Wire = Any
"""None, bool, int, float, str, bytes, a list whose first item is a tag, or a record that becomes such a list."""


class WireError(Problem):
    """Why a value cannot cross the boundary, for the report."""

    def __init__(self, text: str, /, **values: object) -> None:
        super().__init__(phrase(text, **values))


class Undecodable(WireError):
    """Bytes that do not form a value."""


class Unencodable(WireError):
    """A value above the caps."""


class Counter:
    """Counts the elements of one value against the cap, and its depth."""

    def __init__(self, error: type[WireError]) -> None:
        self.left = MAX_ELEMENTS
        self.error = error

    def enter(self, depth: int, elements: int) -> None:
        self.left -= elements
        if self.left < 0:
            raise self.error(N_("lists, tuples, sets and dicts hold more than {count} elements"), count=MAX_ELEMENTS)
        if depth > MAX_DEPTH:
            raise self.error(N_("it is nested more than {count} levels deep"), count=MAX_DEPTH)


def to_bytes(wire: Wire) -> bytes:
    """Unencodable for an array above the caps."""
    return msgspec.msgpack.encode(wire, enc_hook=_array_to_wire)


def _array_to_wire(value: Any) -> Wire:
    if not isinstance(value, np.ndarray | np.generic):
        raise TypeError(f"a {type(value).__name__} cannot be sent")
    return array_fields("array", np.asarray(value))


def to_record(wire: Wire, kinds: Any) -> Any:
    """The record that a wire form is; `kinds` holds it. Undecodable."""
    try:
        return msgspec.convert([wire], kinds, dec_hook=_array_of_wire).record
    except (msgspec.ValidationError, RecursionError):
        raise Undecodable("a value has an unknown kind or wrong fields") from None


def _array_of_wire(kind: type, wire: Wire) -> np.ndarray:
    if type(wire) is not list or wire[:1] != ["array"]:
        raise Undecodable("expected an array as dtype, shape and bytes")
    return read_array(wire[1:])


def from_bytes(payload: bytes, kind: Any = Any) -> Any:
    """What a worker sent, of that kind. Undecodable for anything else, and for all that is not one MessagePack value,
    maps included."""
    _check_items(payload)
    try:
        return msgspec.msgpack.decode(payload, type=kind)
    except msgspec.ValidationError:
        raise Undecodable("it does not have the form of an answer") from None
    except (msgspec.MsgspecError, RecursionError, ValueError, TypeError, OverflowError, MemoryError) as error:
        raise Undecodable("it is not a MessagePack value: {error}", error=type(error).__name__) from None


def _check_items(payload: bytes) -> None:
    """Reads headers only, before anything is built: Undecodable for maps, extensions and too many items."""
    place, seen, awaited = 0, 0, 1
    while seen < awaited and place < len(payload):
        size, inside = _SIZES[payload[place]]
        if not size:
            size, inside = _counted(payload, place)
        place += size
        seen += 1
        awaited += inside
        if awaited > MAX_ITEMS:
            raise Undecodable("it has more than {count} items", count=MAX_ITEMS)


def _counted(payload: bytes, place: int) -> tuple[int, int]:
    """Bytes of an item and items inside it, where its length follows its header: text, bytes, a list."""
    header = payload[place]
    width = _TEXTS.get(header) or _LISTS.get(header)
    if width is None:
        raise Undecodable("it contains a map or an extension of MessagePack")
    length = int.from_bytes(payload[place + 1 : place + 1 + width], "big")
    return (1 + width, length) if header in _LISTS else (1 + width + length, 0)


def _sizes() -> Iterator[tuple[int, int]]:
    """For each header of a MessagePack item its bytes, and the items inside; no bytes where the header does not
    tell."""
    numbers = {0xCA: 5, 0xCB: 9, 0xCC: 2, 0xCD: 3, 0xCE: 5, 0xCF: 9, 0xD0: 2, 0xD1: 3, 0xD2: 5, 0xD3: 9}
    for header in range(256):
        if header < 0x80 or header >= 0xE0 or header in (0xC0, 0xC2, 0xC3):
            yield 1, 0
        elif 0x90 <= header < 0xA0:
            yield 1, header & 0x0F
        elif 0xA0 <= header < 0xC0:
            yield 1 + (header & 0x1F), 0
        else:
            yield numbers.get(header, 0), 0


_SIZES = tuple(_sizes())
_TEXTS = {0xC4: 1, 0xC5: 2, 0xC6: 4, 0xD9: 1, 0xDA: 2, 0xDB: 4}
_LISTS = {0xDC: 2, 0xDD: 4}
"""How many bytes tell the length of texts and bytes, and of lists."""


def encode(value: Any, other: Callable[[Any], Wire]) -> Wire:
    """The wire form of `value`, by exact type; `other` encodes everything that is not of a plain type. Raises
    Unencodable."""
    counter = Counter(Unencodable)

    def walk(item: Any, depth: int) -> Wire:
        kind = type(item)
        if item is None or kind in (bool, float, bytes):
            return item
        if kind is int:
            return item if -(2**63) <= item < 2**64 else other(item)
        if kind is str:
            return item if _is_utf8(item) else other(item)
        if kind in CONTAINERS:
            counter.enter(depth, len(item))
            return [CONTAINERS[kind], [walk(part, depth + 1) for part in item]]
        if kind is dict:
            counter.enter(depth, 2 * len(item))
            return ["dict", [[walk(key, depth + 1), walk(part, depth + 1)] for key, part in item.items()]]
        if kind is np.ndarray and item.dtype.name in DTYPES:
            return array_fields("array", item)
        if kind in SCALAR_TYPES:
            return array_fields("scalar", np.asarray(item))
        holder = next((plain for plain in HOLDERS if issubclass(kind, plain)), None)
        return other(item) if holder is None else walk(_held(item, holder), depth)

    return walk(value, 0)


def _held(item: Any, holder: type) -> Any:
    """The contents of an instance of a subclass of `holder`, by the methods of `holder` and not by its own."""
    if holder is dict:
        return dict(dict.items(item))
    return str.__str__(item) if holder is str else holder(holder.__iter__(item))  # type: ignore[attr-defined]


def array_fields(tag: str, array: np.ndarray) -> Wire:
    """`[tag, dtype, shape, bytes]`, in C order and native byte order."""
    if array.ndim > MAX_DIMENSIONS:
        raise Unencodable("an array has more than {count} dimensions", count=MAX_DIMENSIONS)
    if array.dtype.name not in DTYPES:
        raise Unencodable("the dtype of an array is not a plain number type")
    native = np.ascontiguousarray(array, dtype=DTYPES[array.dtype.name])
    return [tag, native.dtype.name, list(array.shape), native.tobytes()]


def decode(wire: Wire, other: Callable[[Wire], Any]) -> Any:
    """The value of a wire form; `other` reads everything that is not a plain value. Raises Undecodable."""
    counter = Counter(Undecodable)

    def walk(item: Wire, depth: int) -> Any:
        kind = type(item)
        if item is None or kind in (bool, int, float, str, bytes):
            return item
        if kind is not list or not item or type(item[0]) is not str:
            raise Undecodable("a value has no tag")
        tag, fields = item[0], item[1:]
        counter.enter(depth, len(fields))
        if tag in ("list", "tuple", "set"):
            parts = [walk(part, depth + 1) for part in _items(fields, counter, depth)]
            return parts if tag == "list" else tuple(parts) if tag == "tuple" else _set(parts)
        if tag == "dict":
            return _dict([_pair(pair, depth, walk) for pair in _items(fields, counter, depth)])
        if tag == "array":
            return read_array(fields)
        if tag == "scalar":
            return _scalar(fields)
        return other(item)

    return walk(wire, 0)


def read_array(fields: list[Any]) -> np.ndarray:
    """The array of `[dtype, shape, bytes]`; everything is checked before NumPy is called. Raises Undecodable."""
    if len(fields) != 3 or type(fields[0]) is not str or type(fields[1]) is not list or type(fields[2]) is not bytes:
        raise Undecodable("expected an array as dtype, shape and bytes")
    name, shape, payload = fields
    if name not in DTYPES:
        raise Undecodable("the dtype of an array is not a plain number type")
    if len(shape) > MAX_DIMENSIONS or any(type(side) is not int or not 0 <= side < 2**48 for side in shape):
        raise Undecodable("the shape of an array is impossible")
    if math.prod(side or 1 for side in shape) * DTYPES[name].itemsize > MAX_BYTES:
        text = N_("an array has more than {count} bytes, or it is empty and its other sides are that large")
        raise Undecodable(text, count=MAX_BYTES)
    if math.prod(shape) * DTYPES[name].itemsize != len(payload):
        raise Undecodable("the bytes of an array do not fit its shape")
    if name == "bool":  # a byte other than 0 and 1 would make a bool that is neither True nor False
        bools: np.ndarray = (np.frombuffer(payload, dtype=np.uint8) != 0).reshape(shape)
        return bools
    return np.frombuffer(payload, dtype=DTYPES[name]).reshape(shape).copy()


def _scalar(fields: list[Any]) -> Any:
    array = read_array(fields)
    if array.ndim:
        raise Undecodable("a scalar has a shape")
    return array[()]


def _items(fields: list[Any], counter: Counter, depth: int) -> list[Any]:
    if len(fields) != 1 or type(fields[0]) is not list:
        raise Undecodable("a list, tuple, set or dict comes without its items")
    counter.enter(depth, len(fields[0]))
    items: list[Any] = fields[0]
    return items


def _pair(pair: Any, depth: int, walk: Callable[[Wire, int], Any]) -> tuple[Any, Any]:
    if type(pair) is not list or len(pair) != 2:
        raise Undecodable("the items of a dict are not pairs")
    return walk(pair[0], depth + 1), walk(pair[1], depth + 1)


def _set(parts: list[Any]) -> set[Any]:
    if any(type(part) not in KEY_TYPES for part in parts):
        raise Undecodable("an element of a set is not a number or text")
    found = set(parts)
    if len(found) != len(parts):
        raise Undecodable("a set contains an element twice")
    return found


def _dict(pairs: list[tuple[Any, Any]]) -> dict[Any, Any]:
    if any(type(key) not in KEY_TYPES for key, _ in pairs):
        raise Undecodable("a key of a dict is not a number or text")
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Undecodable("a dict contains a key twice")
    return found


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
