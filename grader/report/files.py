"""Reports written to files, in the format that the file's suffix names."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from grader.files import FileError, replace_file
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


def check_output(path: Path) -> None:
    """Raises FileError where `write_output` would fail: an unknown suffix, a missing folder, no right to write."""
    if path.suffix.lower() not in FORMATS:
        named = _("{suffix} is no format").format(suffix=path.suffix) if path.suffix else _("a suffix names the format")
        there_is = _("{path}: {reason}; there is: {known}")
        raise FileError(there_is.format(path=path, reason=named, known=", ".join(FORMATS)))
    if os.path.isdir(path):  # unlike Path.is_dir it never raises
        raise FileError(_("{path}: is a folder; name a file").format(path=path))
    if not os.path.isdir(path.parent):
        reason = _("{path}: there is no folder {folder}; create it first")
        raise FileError(reason.format(path=path, folder=path.parent))
    replace_file(path, None)


def write_output(report: Report, path: Path) -> None:
    replace_file(path, FORMATS[path.suffix.lower()](report))
