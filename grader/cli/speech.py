"""The language of this command: of its help, and of what it prints."""

from __future__ import annotations

from grader.feedback import Text
from grader.language import render, say

_chosen = "en"


def speak(language: str) -> None:
    """Says everything in this language from now on."""
    global _chosen
    _chosen = language


def spoken() -> str:
    return _chosen


def told(text: Text) -> str:
    return render(text, _chosen)


def _(text: str, /, **values: object) -> str:
    return say(text, _chosen, **values)
