"""Two languages through one catalogue: English is written in the code, `locale/ko.po` holds the Korean. It is
compiled to `ko.mo` when the package is built or installed (`locale/compile.py`).

The language is always an argument. What has no translation stays English.
"""

from __future__ import annotations

import functools
import gettext
import io
import os
from collections.abc import Mapping
from pathlib import Path

from grader.feedback import Problem, Text, filled_in, phrase

LANGUAGES = ("en", "ko")
SYSTEM = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The first of these that says something decides, as POSIX has it."""


class LanguageError(Problem):
    """An unsupported language. The message lists the supported ones."""


def choose(option: str | None, environment: Mapping[str, str] = os.environ, remembered: str | None = None) -> str:
    """The language to speak: that of the option, else of GRADE_LANG, else the one that the workspace has `remembered`,
    else the system's. An unknown one in the environment means English."""
    if option is not None:
        if _plain(option) not in LANGUAGES:
            raise LanguageError(
                phrase(
                    "--lang {language}: not supported (choose from {known})",
                    language=option,
                    known=", ".join(LANGUAGES),
                )
            )
        return _plain(option)
    wishes = (environment.get("GRADE_LANG"), remembered, *map(environment.get, SYSTEM))
    found = _plain(next(filter(None, wishes), "en"))
    return found if found in LANGUAGES else "en"


def translate(text: str, language: str) -> str:
    """The text in that language, or as it is when the catalogue does not have it."""
    return text if language == "en" else _catalogue(language).get(text) or text


def render(text: Text, language: str) -> str:
    """What a person reads of a message."""
    return filled_in(text, lambda part: translate(part, language))


def say(text: str, language: str, /, **values: object) -> str:
    """A text with its values, in that language."""
    return render(phrase(text, **values), language)


def _plain(language: str) -> str:
    """`ko` of `ko_KR.UTF-8`."""
    return language.replace("-", "_").partition("_")[0].partition(".")[0].lower()


@functools.cache
def _catalogue(language: str) -> dict[str, str]:
    path = Path(__file__).parent / "locale" / f"{language}.mo"
    if not path.exists():
        raise LanguageError(f"{path} is missing. Install the grader, or run `python {path.with_name('compile.py')}`.")
    return catalogue_entries(path.read_bytes())


def catalogue_entries(compiled: bytes) -> dict[str, str]:
    """The translations in a compiled catalogue, without its header."""
    entries: dict[str, str] = vars(gettext.GNUTranslations(io.BytesIO(compiled)))["_catalog"]
    return {text: said for text, said in entries.items() if text}
