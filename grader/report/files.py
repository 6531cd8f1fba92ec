"""Reports written to files, in the format that the file's suffix names."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from grader.feedback import phrase
from grader.files import FileError, replace_file
from grader.report.model import Report

Render = Callable[[Report, str], bytes]
"""Writes a report in a language."""


def _format(module: str) -> Render:
    """The `render` of a format; only those pay for its libraries who want it."""
    return lambda report, language: import_module(f"grader.report.{module}").render(report, language)


FORMATS: dict[str, Render] = {
    ".json": _format("json"),
    ".html": _format("html"),
    ".md": _format("markdown"),
    ".xml": _format("junit"),
    ".csv": _format("csv"),
}


def check_output(path: Path) -> None:
    """Raises FileError where `write_output` would fail: an unknown suffix, a missing folder, no right to write."""
    if path.suffix.lower() not in FORMATS:
        named = phrase("the file name has no suffix")
        if path.suffix:
            named = phrase("unknown format {suffix}", suffix=path.suffix)
        known = ", ".join(FORMATS)
        raise FileError(phrase("{path}: {reason} (choose from {known})", path=path, reason=named, known=known))
    if os.path.isdir(path):  # unlike Path.is_dir it never raises
        raise FileError(phrase("{path}: this is a folder; name a file", path=path))
    if not os.path.isdir(path.parent):
        raise FileError(
            phrase("{path}: the folder {folder} does not exist; create it first", path=path, folder=path.parent)
        )
    replace_file(path, None)


def write_output(report: Report, path: Path, language: str) -> None:
    replace_file(path, FORMATS[path.suffix.lower()](report, language))
