"""What the comments of Otter Assign say of lines: which are answers, and which are for nobody but it."""

from __future__ import annotations

import re
from typing import NamedTuple

_ANSWER = re.compile(r"\s*#\s*SOLUTION( NO PROMPT)?\s*$")
_BEGIN, _END = re.compile(r"\s*#\s*BEGIN SOLUTION( NO PROMPT)?\s*$"), re.compile(r"\s*#\s*END SOLUTION\s*$")
_PROMPT, _PROMPT_END = re.compile(r'\s*"""\s*#\s*BEGIN PROMPT\s*$'), re.compile(r'.*"""\s*;?\s*#\s*END PROMPT\s*$')
_IGNORE, _IGNORE_END = re.compile(r"\s*#\s*BEGIN IGNORE\s*$"), re.compile(r"\s*#\s*END IGNORE\s*$")
_IGNORED, _SEED = re.compile(r".*#\s*IGNORE\s*$"), re.compile(r"\s*#\s*SEED\s*$")
_HEAD = re.compile(r"\s*#+\s*solution\s*#*\s*$", re.IGNORECASE)


class Cleaned(NamedTuple):
    """Code without Otter's comments, the numbers of the lines that students write, and what was lost."""

    source: str
    answer: frozenset[int]
    lost: tuple[str, ...]


def clean(source: str) -> Cleaned:
    kept: list[str] = []
    answer: set[int] = set()
    lost: dict[str, None] = {}
    until: re.Pattern[str] | None = None
    inside = _HEAD.match(source.split("\n")[0]) is not None and not marks(source)
    for line in source.split("\n"):
        if until is not None:
            until = None if until.match(line) else until
        elif _PROMPT.match(line):
            until = _PROMPT_END
            lost["the prompt in place of an answer is left out; the stub says what to write"] = None
        elif _IGNORE.match(line):
            until = _IGNORE_END
        elif _BEGIN.match(line) or _END.match(line):
            inside = bool(_BEGIN.match(line))
        elif not (_IGNORED.match(line) or _HEAD.match(line)):
            is_answer = inside or _ANSWER.search(line) is not None
            if _SEED.search(line):
                is_answer = True
                lost["a line with # SEED is part of the solution; students do not get it"] = None
            kept.append(_SEED.sub("", _ANSWER.sub("", line)))
            answer |= {len(kept)} if is_answer else set()
    return Cleaned("\n".join(kept), frozenset(answer), tuple(lost))


def marks(source: str) -> bool:
    """Whether lines or blocks are marked, below a first line that marks the whole cell."""
    lines = source.split("\n")
    rest = lines[1:] if _HEAD.match(lines[0]) else lines
    return any(_BEGIN.match(line) or _ANSWER.search(line) for line in rest)
