"""Reports written to files, in the format that the file's suffix names."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from grader.feedback import phrase
from grader.files import FileError, replace_file
from grader.report.model import Report

Render = Callable[[Report, str], bytes]
"""Writes a report in a language."""
FORMATS = (".json", ".html", ".md", ".xml", ".csv")


def renderer(suffix: str) -> Render:
    """The format's libraries are loaded only when it is used."""
    match suffix:
        case ".json":
            from grader.report.json import render
        case ".html":
            from grader.report.html import render
        case ".md":
            from grader.report.markdown import render
        case ".xml":
            from grader.report.junit import render
        case _:
            from grader.report.csv import render
    return render


def check_output(path: Path) -> None:
    """Raises FileError if `write_output` would fail: unknown suffix, missing folder or no write permission."""
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
    replace_file(path, renderer(path.suffix.lower())(report, language))
