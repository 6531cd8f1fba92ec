"""What a file of work may be called: the exercise's own name, and what browsers, Drive, file managers and people make
of it: `metrics (1).py`, `Copy of metrics.ipynb`, `metrics.ipynb의 사본`, `metrics - Copy.py`, `kim_metrics.py`."""

from __future__ import annotations

import re

from grader.submission.private_copy import nfc

PROGRAMS = (".py", ".ipynb")
_PROGRAM = re.compile(
    r"(?P<stem>.+?)(?P<suffix>\.(?:py|ipynb))(?:[\s\d._()\[\]-]|txt|json|py|ipynb|copy|의|사본|복사본)*\Z",
    re.DOTALL | re.IGNORECASE,
)
"""A program's name, and what may stand behind its ending."""
_WORD = re.compile(r"[^\W_]+")
_OF_A_COPY = re.compile(
    r"\d+|(?:copy|version|ver|v|final|new|old|fixed|done|edited|my|of"
    r"|사본|복사본|최종|최종본|최종안|완성|완성본|완료|수정|수정본|새|제출|제출용|진짜)\d*"
)
"""Words that tell one version of a file from another."""


def suffix_of(name: str) -> str:
    """`.py` or `.ipynb`, also where something was put behind it; empty for anything but a program."""
    found = _PROGRAM.match(nfc(name))
    own = next((suffix for suffix in PROGRAMS if name.lower().endswith(suffix)), "")
    return own or (found["suffix"].lower() if found else "")


def stem_of(name: str) -> str:
    """The name without its ending, and without what was put behind that."""
    found = _PROGRAM.match(nfc(name))
    return found["stem"] if found else nfc(name)


def proper(name: str) -> str:
    """The name with nothing behind its ending: `metrics.ipynb` for `metrics.ipynb의 사본`."""
    return name if name.lower().endswith(PROGRAMS) else stem_of(name) + suffix_of(name)


def is_copy(name: str, exercise: str) -> bool:
    """Whether a program is called as the exercise, but for capitals, spaces and what tells one version from another."""
    words, wanted = _words(stem_of(name)), _words(nfc(exercise))
    while words and words != wanted and (_is_of_a_copy(words[-1], wanted) or _is_of_a_copy(words[0], wanted)):
        words = words[:-1] if _is_of_a_copy(words[-1], wanted) else words[1:]
    return bool(suffix_of(name)) and (words == wanted or "".join(words) == "".join(wanted))


def holds_name(name: str, exercise: str) -> bool:
    """Whether the exercise's name stands in a program's as words of their own: `kim_metrics_hw3.py`."""
    words, wanted = _words(stem_of(name)), _words(nfc(exercise))
    return bool(suffix_of(name)) and any(words[at : at + len(wanted)] == wanted for at in range(len(words)))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold().replace("의 사본", " 사본"))


def _is_of_a_copy(word: str, wanted: list[str]) -> bool:
    return word not in wanted and _OF_A_COPY.fullmatch(word) is not None
