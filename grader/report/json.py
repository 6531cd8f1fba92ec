"""The report as JSON, and its published JSON Schema."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from msgspec.structs import fields

from grader.feedback import Location, Message
from grader.language import render as said
from grader.report.model import SCHEMA, Report


def render(report: Report, language: str) -> bytes:
    """The published fields, indented, as UTF-8. What no eye sees is escaped, as a report may be printed to a terminal;
    half a surrogate pair from a submission becomes a question mark."""
    text = json.dumps(published(report, language), indent=2, ensure_ascii=False)
    text = "".join(c if c.isprintable() or c == "\n" else _escaped(c) for c in text)
    return text.encode("utf-8", errors="replace") + b"\n"


def published(value: Any, language: str) -> Any:
    """A report, or a part of it, as JSON has it: every message is a text."""
    if isinstance(value, Message):
        return said(value, language)
    if isinstance(value, msgspec.Struct):
        return {name: published(getattr(value, name), language) for name in value.__struct_fields__}
    return [published(part, language) for part in value] if isinstance(value, tuple) else value


def _escaped(character: str) -> str:
    return character if "\ud800" <= character <= "\udfff" else json.dumps(character)[1:-1]


def render_schema() -> bytes:
    """A JSON Schema (draft 2020-12) that every report satisfies."""
    schema = _with_texts(msgspec.json.schema(Report))
    del schema["$defs"]["Message"]
    place = msgspec.defstruct("Location", [(each.name, each.type) for each in fields(Location)])  # as an object
    schema["$defs"] |= msgspec.json.schema(place)["$defs"]
    return json.dumps({"$schema": SCHEMA, **schema}, indent=2).encode() + b"\n"


def _with_texts(schema: Any) -> Any:
    """The schema with a string wherever a message may be."""
    if isinstance(schema, list):
        return [_with_texts(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: _with_texts(part) for key, part in schema.items()}
    if {"$ref": "#/$defs/Message"} in schema.get("anyOf", ()):
        found = {"type": "string", **{key: part for key, part in found.items() if key != "anyOf"}}
    return found
