"""The code of a submission as tokens that renaming, comments and layout do not change.

This is hostile text outside the sandbox: it is neither parsed nor run. One regular expression goes through it once, and
gives nothing back that it has taken (possessive quantifiers), so that its time grows with the length of the text
alone. Lexers that are made to colour code do not promise that.
"""

from __future__ import annotations

import keyword
import re
from typing import NamedTuple

MAX_CODE = 200_000
"""Characters that are looked at."""
GRAM = 10
"""Tokens in a row that are compared as one: about a line of code."""

_TOKEN = re.compile(
    r"(?P<skipped>\s++|\\\n|#[^\n]*+)"
    r"|(?P<text>[rbfu]{0,2}(?:"
    r'"""(?:[^"\\]++|\\.|"(?!""))*+(?:"""|\Z)'
    r"|'''(?:[^'\\]++|\\.|'(?!''))*+(?:'''|\Z)"
    r'|"(?:[^"\\\n]++|\\.)*+"?'
    r"|'(?:[^'\\\n]++|\\.)*+'?))"
    r"|(?P<number>\d[\w.]*+)"
    r"|(?P<name>\w++)"
    r"|(?P<sign>.)",
    re.DOTALL | re.IGNORECASE,
)


class Token(NamedTuple):
    kind: str
    """What is compared: the same for all names of the student's own choice, and for all texts."""
    start: int
    end: int


def tokens(code: str) -> list[Token]:
    """The tokens of the first `MAX_CODE` characters, with their places in the text. Any text has tokens."""
    found: list[Token] = []
    for match in _TOKEN.finditer(code, 0, MAX_CODE):
        group, text = match.lastgroup, match[0]
        if group == "skipped":
            continue
        if group == "text":
            kind = "text"
        elif group == "name" and not keyword.iskeyword(text) and not (found and found[-1].kind == "."):
            kind = "name"  # those after a dot are a library's, which nobody can rename
        else:
            kind = text
        found.append(Token(kind, *match.span()))
    return found


def grams(found: list[Token]) -> list[int]:
    """The hash of each row of `GRAM` tokens; the number n begins with the token n."""
    kinds = [token.kind for token in found]
    return [hash(tuple(kinds[place : place + GRAM])) for place in range(len(kinds) - GRAM + 1)]
