"""What students are called, and the folders of their reports: here the name of an upload becomes text.

A file's name is whatever somebody typed, or an attack: bytes that are no text, 255 of them, characters that nobody
sees, another spelling of somebody else's name, a device of Windows.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from grader.report.text import clean, one_line
from grader.submission.private_copy import as_text, nfc

MAX_BYTES = 255
"""Of a name, as file systems have it."""
KEPT = 60
"""Characters that are kept of a name that cannot stay as it is; 240 bytes at most."""

_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Characters without a shape that Unicode counts as letters, marks or symbols."""
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]|[. ]+\Z')
"""What Windows takes in no name, or takes off its end."""
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\..*)?\Z", re.IGNORECASE | re.DOTALL)


def label_of(name: str) -> str:
    """What the student is called whose upload is called `name`: the same text in every run, and never another upload's.

    A usual name stays as it is, composed. Of one that is too long, or looks like another one, a part is left, and a
    mark that follows from the name alone.
    """
    text = nfc(as_text(name))
    return text if _is_usual(name, text) else _marked(text, name)


def part_of(name: str) -> str:
    """What a file of a download is called in the submission: never a way out of its folder."""
    text = re.sub(r"[/\\\0]", "_", name)
    return text if text.strip(". ") else f"unnamed-{hashlib.sha256(os.fsencode(name)).hexdigest()[:8]}"


def is_usual(name: str) -> bool:
    """Whether a label says all of the upload's name."""
    return _is_usual(name, nfc(as_text(name)))


def folders_of(labels: Iterable[str]) -> dict[str, str]:
    """A folder's name for each label, the label itself where it can be; no two are the same on any file system."""
    alike: dict[str, list[str]] = defaultdict(list)
    for label in sorted(set(labels)):
        alike[_folded(label)].append(label)
    found, taken, others = {}, set(), []
    for key, group in alike.items():
        for label in group:
            if _is_portable(label) and (len(group) == 1 or label == key):
                found[label] = label
                taken.add(key)
            else:
                others.append(label)
    for label in others:
        plain = _FORBIDDEN.sub("_", label).replace(".", "_")
        marks = (_marked(plain, label, digits) for digits in (8, 16, 64))
        found[label] = next(name for name in marks if _folded(name) not in taken)
        taken.add(_folded(found[label]))
    return found


def _is_usual(name: str, text: str) -> bool:
    is_text = name.encode("utf-8", "replace").decode() == name
    return (
        len(text.encode()) <= MAX_BYTES
        and "\n" not in text
        and clean(text) == text
        and not _UNSEEN.search(text)
        and not any(map(_is_another, name))
        and not ("\\" in name and is_text)  # or else it spells the bytes of one that is no text
    )


def _is_another(character: str) -> bool:
    """Whether Unicode holds the character for another one, as the sign of Kelvin for K. Of Chinese characters Korean
    keyboards know two, and the two mean the same student."""
    decomposed = unicodedata.decomposition(character)
    return bool(decomposed) and " " not in decomposed and not unicodedata.name(character).startswith("CJK")


def _is_portable(label: str) -> bool:
    fits = 0 < len(label.encode()) <= MAX_BYTES
    return fits and label.isprintable() and not _FORBIDDEN.search(label) and not _DEVICES.match(label)


def _folded(label: str) -> str:
    """The same for all labels that some file system, or some reader, takes for the same name."""
    text = label
    for _again in range(2):  # what one form makes of a name can have another spelling in the other
        text = unicodedata.normalize("NFKC", text.upper().casefold())
    seen = "".join(c for c in _UNSEEN.sub("", text) if unicodedata.category(c) != "Cf")
    return " ".join(seen.split()).rstrip(". ")


def _marked(text: str, name: str, digits: int = 8) -> str:
    """The beginning of a text, and a mark of the whole name."""
    mark = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:digits]
    kept = _UNSEEN.sub("", one_line(text, KEPT)).strip(". ")
    return f"{kept}-{mark}" if kept else f"unnamed-{mark}"
