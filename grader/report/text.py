"""Text of a submission made fit to show: it may hold control sequences, invisible characters and megabytes."""

from __future__ import annotations

import re
import unicodedata

from grader.feedback import N_

CAP = 20_000
"""Characters looked at; what is shown is cut far below."""

CUT = N_("[cut here]")

MAX_CELL = 10_000
"""Characters of a cell; Excel takes 32,767."""
_FORMULAS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a formula begins with; the last four are wide forms of the first."""

_SEQUENCES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?"  # OSC and its kin: titles, links
    r"|\x1b[ -/]*[0-~]?"
)
JOINER = "\u2060"
"""An invisible character. It breaks up text that would act as a command or a mention."""
_COMMANDS = re.compile(r"^[^\S\n]*:(?=:)|#(?=#\[|#\w+\[)", re.MULTILINE)
"""`::error::` at the beginning of a line (GitHub), `##[error]` and `##vso[...]` anywhere (GitHub, Azure)."""
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")


def clean(text: str) -> str:
    """Visible characters, spaces and newlines only; NFC, so that decomposed Korean takes its usual width."""
    if text.isprintable() and unicodedata.is_normalized("NFC", text):
        return text[:CAP]  # as most of what is shown
    text = _LINE_ENDS.sub("\n", _SEQUENCES.sub("", text[:CAP]))
    return unicodedata.normalize("NFC", "".join(map(_visible, text))).expandtabs(4)


def _visible(character: str) -> str:
    """The character itself, nothing for a control or format one (bidi, zero width), a mark for half a pair."""
    if character in "\n\t":
        return character
    category = unicodedata.category(character)
    return "\ufffd" if category == "Cs" else "" if category in ("Cc", "Cf") else character


def excerpt(text: str, lines: int, characters: int, cut: str = CUT) -> str:
    """`text` cleaned and cut to size; a `cut` says so on a line of its own."""
    whole = clean(text).strip("\n")
    kept = "\n".join(whole[:characters].split("\n")[:lines])
    return whole if kept == whole else f"{kept}\n{cut}"


def one_line(text: str, characters: int = 200) -> str:
    """`text` cleaned, on a single line, cut to size."""
    line = " ".join(clean(text).split())
    return line if len(line) <= characters else f"{line[: characters - 3]}..."


def defused(text: str) -> str:
    """`text` cleaned, as a cell of a table that no spreadsheet takes for a formula."""
    cell = clean(text).strip("\n")[:MAX_CELL]
    return f"'{cell}" if cell.lstrip().startswith(_FORMULAS) else cell


def for_a_log(text: str) -> str:
    """Whole lines of which none is a command to a CI system, in whose log they may stand; the same to the eye."""
    return _COMMANDS.sub(f"\\g<0>{JOINER}", text)


def points(number: float) -> str:
    """`8`, `1.5`, `0.125`: at most three decimals, without trailing zeros."""
    return f"{number:.3f}".rstrip("0").rstrip(".")
