"""Reports written to files, in the format that the file's suffix names."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from grader.language import _
from grader.report.model import Report


def _format(module: str) -> Callable[[Report], bytes]:
    """The `render` of a format; only those pay for its libraries who want it."""
    return lambda report: import_module(f"grader.report.{module}").render(report)


FORMATS: dict[str, Callable[[Report], bytes]] = {
    ".json": _format("json"),
    ".html": _format("html"),
    ".md": _format("markdown"),
    ".xml": _format("junit"),
    ".csv": _format("table"),
}


class OutputError(Exception):
    """A report that cannot be written there; the message says why."""


def check_output(path: Path) -> None:
    """Raises OutputError where `write_output` would fail: an unknown suffix, a missing folder, no right to write."""
    if path.suffix.lower() not in FORMATS:
        named = _("{suffix} is no format").format(suffix=path.suffix) if path.suffix else _("a suffix names the format")
        there_is = _("{path}: {reason}; there is: {known}")
        raise OutputError(there_is.format(path=path, reason=named, known=", ".join(FORMATS)))
    if os.path.isdir(path):  # unlike Path.is_dir it never raises
        raise OutputError(_("{path}: is a folder; name a file").format(path=path))
    if not os.path.isdir(path.parent):
        reason = _("{path}: there is no folder {folder}; create it first")
        raise OutputError(reason.format(path=path, folder=path.parent))
    replace_file(path, None)


def write_output(report: Report, path: Path) -> None:
    """Writes the report; a reader sees the old file or the new one, never a part."""
    replace_file(path, FORMATS[path.suffix.lower()](report))


def replace_file(path: Path, content: bytes | None) -> None:
    """Writes a file aside and moves it to `path`; without content it only tries to create the one aside."""
    aside = path.with_name(f".{os.getpid()}-{path.name}")
    try:
        with aside.open("xb") as file:
            file.write(content or b"")
        if content is not None:
            aside.replace(path)
    except OSError as error:
        raise OutputError(_("{path}: cannot be written: {error}").format(path=path, error=error.strerror)) from None
    finally:
        with suppress(OSError):
            aside.unlink()
