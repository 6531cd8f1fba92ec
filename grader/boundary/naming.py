"""What objects of a submission are called: text that cannot do harm, whatever they say of themselves."""

from __future__ import annotations

from typing import Any

from grader.boundary.records import MAX_TEXT


def type_name(value: Any) -> str:
    kind = type(value)
    module = getattr(kind, "__module__", "")
    name = str(getattr(kind, "__qualname__", "object"))
    return text(name if module in ("builtins", None) else f"{str(module).split('.')[0]} {name}")


def text(value: Any) -> str:
    return value[:MAX_TEXT].encode(errors="replace").decode() if type(value) is str else ""
