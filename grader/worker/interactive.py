"""What a notebook always has: the names that IPython puts there, for functions that use them where there is no
IPython."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from IPython.utils.text import SList

LISTS, TEXTS = ("In", "_ih", "_dh"), ("_", "__", "___", "_i", "_ii", "_iii")
"""Names of a notebook for what was typed and answered before: here, nothing."""


class Shell:
    """What `get_ipython()` gives here, and whatever is asked of it: anything can be looked up and called, nothing
    happens, and the answer is None. Commands have printed nothing (`names = !ls` is an empty list): no process can be
    started."""

    def getoutput(self, *args: Any, **kwargs: Any) -> SList:
        return SList()

    def run_line_magic(self, name: str, *args: Any, **kwargs: Any) -> SList | None:
        return SList() if name in ("sx", "system") else None

    def __getattr__(self, name: str) -> Shell:
        if name.startswith("__"):
            raise AttributeError(name)
        return Shell()

    def __call__(self, *args: Any, **kwargs: Any) -> None:
        return None

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __bool__(self) -> bool:
        return False


def display(*objects: Any, display_id: object = None, **options: Any) -> Shell | None:
    """Prints them, one on each line. What is asked for by `display_id` can be updated, which shows nothing."""
    for each in objects:
        print(repr(each))
    return Shell() if display_id else None


def names(is_notebook: bool) -> dict[str, Any]:
    """The names by themselves; a program exported from a notebook has some of them, too."""
    shell = Shell()
    found = {"display": display, "get_ipython": lambda: shell}
    lists, texts = {name: [""] for name in LISTS}, dict.fromkeys(TEXTS, "")
    return found | lists | texts | {"Out": {}, "_oh": {}} if is_notebook else found
