"""Files that are something else than their name says, with a sentence for each kind."""

from __future__ import annotations

import ast
import json
import re
import warnings

from grader.feedback import N_

HEAD = 4096
WEB_PAGE = re.compile(rb"\s*<(?:!doctype html|html|head|\?xml)\b", re.IGNORECASE)
DOCUMENT = N_("this is a document, not a program. Hand in the code itself, as .py or .ipynb")
PICTURE = N_("this is a picture, not a program. Hand in the code itself, as .py or .ipynb")
PACKED = N_("this is a zip, Word or other compressed file, not a program. Hand in the code itself, as .py or .ipynb")
FORMATS = {
    **dict.fromkeys((b"%PDF-", b"{\\rtf", b"\xd0\xcf\x11\xe0"), DOCUMENT),
    **dict.fromkeys((b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a"), PICTURE),
    **dict.fromkeys((b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf"), PACKED),
}
"""How files of other formats begin."""
LFS_POINTER = b"version https://git-lfs.github.com/spec/"
CONFLICT = re.compile(rb"^<{7} .*?^={7}\r?$.*?^>{7} ", re.MULTILINE | re.DOTALL)
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
MAX_TRIED = 1 << 20
"""A larger file is not examined for what else it might be."""


def mistaken(data: bytes, suffix: str) -> tuple[str, int | None]:
    """What the bytes of a `.py` or `.ipynb` really are, what to do, and the line that shows it; empty and None if they
    may be what the name says."""
    if found := next((text for beginning, text in FORMATS.items() if data.startswith(beginning)), ""):
        return found, None
    if WEB_PAGE.match(data[:HEAD]):
        return N_("this is a web page, not the file itself. Use Raw or Download to download the file again"), None
    if data.startswith(LFS_POINTER):
        return N_("this is a Git LFS pointer, not the file itself. Run `git lfs pull`, then hand in the file"), None
    if data.startswith(UTF_16) or _half_of_it_is_zero(data[:HEAD]):
        return N_("the file is saved as UTF-16, not as UTF-8. Save it again as UTF-8"), None
    if conflict := CONFLICT.search(data):
        line = data.count(b"\n", 0, conflict.start()) + 1
        return N_(
            "the file has an unresolved merge conflict. Keep one of the two versions and delete the lines of <, = and >"
        ), line
    if b"\0" in data[: MAX_TRIED + 1] and suffix != ".ipynb":
        text = N_("the file is damaged: it contains zero bytes. Copy its text into a new file and save that as UTF-8")
        return text, data.count(b"\n", 0, data.index(b"\0")) + 1
    return ("" if suffix == ".ipynb" else _as_program(data)), None


def no_notebook(data: bytes) -> str:
    """What a `.ipynb` without JSON really is; empty if unknown."""
    if len(data) > MAX_TRIED:
        return ""
    try:
        text = data.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        return N_("the notebook is not saved as UTF-8. Save or download it again")
    if text.startswith("{") and _ends_early(text):
        return N_("the end of the notebook is missing. Save or download it again")
    if not text.startswith(("{", "[")) and _is_python(text):
        return N_("this is a Python program, not a notebook. Rename it so that its name ends with .py")
    return ""


def _half_of_it_is_zero(data: bytes) -> bool:
    """As in UTF-16 text of Latin letters without the mark at the beginning."""
    return len(data) >= 4 and max(data[::2].count(0), data[1::2].count(0)) * 3 > len(data)


def _as_program(data: bytes) -> str:
    """A notebook that is called a program. It is Python, too: a dict that nobody uses."""
    text = data[: MAX_TRIED + 1].decode("utf-8-sig", "replace").strip()
    if len(data) > MAX_TRIED or not (text.startswith("{") and '"cells"' in text):
        return ""
    try:
        is_notebook = "cells" in json.loads(text)
    except (ValueError, RecursionError):
        is_notebook = False
    return (
        N_("this is a notebook, not a Python program. Rename it so that its name ends with .ipynb")
        if is_notebook
        else ""
    )


def _ends_early(text: str) -> bool:
    """Whether the JSON is right as far as it goes: the error is at its end, or it is a string that never ends."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return error.pos >= len(text) - 1 or error.msg.startswith("Unterminated string")
    except (ValueError, RecursionError):
        pass
    return False


def _is_python(text: str) -> bool:
    """Whether it is a program; words alone may be an expression by chance."""
    try:
        with warnings.catch_warnings(action="ignore"):
            statements = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return any(not isinstance(statement, ast.Expr) for statement in statements)
