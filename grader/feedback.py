"""What a person is to read, while it is still data: a text with its values, and a place in a student's file.

Only `report/` and the command line make sentences of it, in the reader's language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import msgspec

LONGEST = 20_000
"""Characters of a text when its values are filled in."""
ARTICLES = {"a", "an", "part", "the", "what"}
"""First words of a value that get a capital letter at the beginning of a sentence; `w1` and `x` keep their own."""
_VALUE = re.compile(r"\{(\w+)\}")


class Location(msgspec.Struct, frozen=True, array_like=True):
    """A place in a submission; without a line, the file or the cell as a whole. Cells count code cells from 1."""

    file: str
    cell: int | None = None
    line: int | None = None

    def phrase(self) -> Text:
        """The place as a person is told of it."""
        if self.cell and self.line:
            return phrase("{file}, cell {cell}, line {line}", file=self.file, cell=self.cell, line=self.line)
        if self.cell:
            return phrase("{file}, cell {cell}", file=self.file, cell=self.cell)
        return phrase("{file}:{line}", file=self.file, line=self.line) if self.line else self.file

    def __str__(self) -> str:
        return str(self.phrase())


class Message(msgspec.Struct, frozen=True, array_like=True):
    """An English text with `{name}` for each of its values; the text is its key in the catalogue of translations."""

    text: str
    values: tuple[tuple[str, str | int | Message], ...] = ()

    def __str__(self) -> str:
        return filled_in(self)


Text = str | Message
"""A str is shown as it stands, in every language: a name, or what a submission wrote."""


class Problem(Exception):
    """An error that a person is told of, in one sentence."""

    def __init__(self, message: Text) -> None:
        super().__init__(str(message))
        self.message = message


def phrase(text: str, /, **values: object) -> Message:
    """A message whose values are numbers, names, places and other messages.

    Example: `phrase("{name} is not sorted.", name="x")`
    """
    return Message(text, tuple((name, _value(value)) for name, value in values.items()))


def N_(text: str) -> str:
    """Marks a text that stands in a table, for the catalogue."""
    return text


def sentences(*parts: Text, separator: str = " ") -> Message:
    """Several sentences as one message; empty ones are left out."""
    found = {f"s{place}": part for place, part in enumerate(filter(None, parts))}
    return phrase(separator.join(f"{{{name}}}" for name in found), **found)


def lines(text: Text) -> tuple[Text, ...]:
    """The lines of a message that `sentences` made with line ends between them; any other text is one."""
    if isinstance(text, Message) and "\n" in text.text and not _VALUE.sub("", text.text).strip():
        return tuple(value if isinstance(value, Message) else str(value) for _, value in text.values)
    return (text,)


def listed(names: list[str] | tuple[str, ...]) -> Text:
    """At least one name: `w1`, `w1 and w2`."""
    first: Text = names[0]
    for name in names[1:]:
        first = phrase("{first} and {second}", first=first, second=name)
    return first


def parts(text: Text) -> Iterator[Message]:
    """The message, and every message among its values."""
    if isinstance(text, Message):
        yield text
        for _, value in text.values:
            if isinstance(value, Message):
                yield from parts(value)


def filled_in(text: Text, translate: Callable[[str], str] = str) -> str:
    """The text with its values in their places. What stands in a value is never read as a text with values."""
    if isinstance(text, str):
        return text
    values = {
        name: filled_in(value, translate) if isinstance(value, Message) else str(value) for name, value in text.values
    }
    said = _VALUE.sub(lambda found: values.get(found[1], found[0]), translate(text.text))
    starts_sentence = text.text.startswith("{") and text.text.endswith((".", "?"))
    if starts_sentence and said.partition(" ")[0] in ARTICLES:
        said = said[0].upper() + said[1:]
    return said[:LONGEST]


def _value(value: object) -> str | int | Message:
    if isinstance(value, Location):
        value = value.phrase()
    if isinstance(value, Message):
        return value
    return value if type(value) is int and value.bit_length() < 64 else str(value)
