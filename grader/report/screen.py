"""Output to a terminal. Only what rich itself adds can control the terminal or the log of a CI job."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import IO, Any, cast

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from grader.report.text import clean, for_a_log


class Screen(Console):
    """A console that interprets no markup and cleans all text. Callers already clean what they show, to cut it to size;
    this catches what they forget."""

    def __init__(self, **options: Any) -> None:
        file = cast(IO[str], Log(options.pop("file", sys.stdout)))
        super().__init__(file=file, markup=False, emoji=False, highlight=False, **options)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=clean(segment.text))


class Log:
    """A stream without lines that a CI system would take for commands in its log."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return self._stream.write(for_a_log(text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
