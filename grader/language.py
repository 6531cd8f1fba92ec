"""Two languages through one catalogue: English is written in the code, `locale/ko.po` holds the Korean. It is
compiled to `ko.mo` when the package is built or installed (`hatch_build.py`).

`_("...")` marks a sentence and says it in the language of this process; a value in it is a named placeholder,
`_("There is no file {name}.").format(name=name)`. Suites mark nothing: what they hand over is looked up when it is
told, an f-string as the catalogue has it, with `{}` for each value. What has no translation stays English.
"""

from __future__ import annotations

import contextlib
import functools
import gettext
import io
import os
import re
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from pathlib import Path

LANGUAGES = ("en", "ko")
ENVIRONMENT = ("GRADE_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
"""The first of these that says something decides, as POSIX has it for the last three."""

MAX_TEMPLATE = 1000
"""Characters of a sentence that is looked up: what a submission put into it may be long."""

_of_the_process = "en"
_here: ContextVar[str] = ContextVar("_here")
"""The language of this thread or task, where it is not that of the process: students of a class differ."""


class LanguageError(Exception):
    """A language that there is not; the message names those that there are."""


def choose(option: str | None, environment: Mapping[str, str] = os.environ) -> str:
    """The language to speak: that of the option, else of the environment, where an unknown one means English."""
    if option is not None:
        if _plain(option) not in LANGUAGES:
            raise LanguageError(
                _("--lang {language}: not supported (choose from {known})").format(
                    language=option, known=", ".join(LANGUAGES)
                )
            )
        return _plain(option)
    found = next((_plain(environment[name]) for name in ENVIRONMENT if environment.get(name)), "en")
    return found if found in LANGUAGES else "en"


def speak(language: str) -> None:
    """Says everything in this language from now on. Reads the catalogue, for a process that locks itself in later."""
    global _of_the_process
    _of_the_process = language
    _read(language)


@contextlib.contextmanager
def speaking(language: str) -> Iterator[None]:
    """Says everything in this language within the block, and in this thread only."""
    token = _here.set(language)
    try:
        yield
    finally:
        _here.reset(token)


def spoken() -> str:
    return _here.get(_of_the_process)


def translate(text: str, language: str) -> str:
    """The text in that language, or as it is when the catalogue does not have it."""
    return text if language == "en" else _catalogue(language).get(text) or text


def _(text: str) -> str:
    return translate(text, spoken())


def retell(text: str) -> str:
    """The translation of a sentence that is filled in already: one of a suite, or of a process that speaks English."""
    if spoken() == "en" or len(text) > MAX_TEMPLATE:
        return text
    said = _(text)
    if said != text:
        return said
    for template, translation in _templates(spoken()):
        if found := template.fullmatch(text):
            return translation.format(*map(retell, found.groups()))
    return text


def here(text: str) -> str:
    """The text in the language spoken now, when it was said in another one: to each student in theirs."""
    for language in LANGUAGES:
        text = _said_in(language).get(text, text) if language not in ("en", spoken()) else text
    return _(text)


def N_(text: str) -> str:
    """Marks a text in a table; `_` translates it where it is said."""
    return text


@functools.cache
def _templates(language: str) -> list[tuple[re.Pattern[str], str]]:
    """The entries with `{}` in them, as patterns of the sentences that they make; the most words stand first."""
    entries = sorted(_catalogue(language).items(), key=lambda entry: -len(entry[0]))
    return [
        (re.compile(re.escape(text).replace(r"\{\}", "(.*?)"), re.DOTALL), said)
        for text, said in entries
        if "{}" in text
    ]


@functools.cache
def _said_in(language: str) -> dict[str, str]:
    """What was translated, by its translation."""
    return {said: text for text, said in _catalogue(language).items()}


def _plain(language: str) -> str:
    """`ko` of `ko_KR.UTF-8`."""
    return language.replace("-", "_").partition("_")[0].partition(".")[0].lower()


@functools.cache
def _read(language: str) -> bytes:
    path = Path(__file__).parent / "locale" / f"{language}.mo"
    if language == "en":
        return b""
    if not path.exists():
        raise LanguageError(f"{path} is missing. Install the grader, or run `python hatch_build.py` in its checkout.")
    return path.read_bytes()


@functools.cache
def _catalogue(language: str) -> dict[str, str]:
    return catalogue_entries(_read(language))


def catalogue_entries(compiled: bytes) -> dict[str, str]:
    """The translations in a compiled catalogue, without its header."""
    entries: dict[str, str] = vars(gettext.GNUTranslations(io.BytesIO(compiled)))["_catalog"]
    return {text: said for text, said in entries.items() if text}
