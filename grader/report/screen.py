"""The way to a terminal: nothing that is printed, by whatever part, steers the terminal or the log of a CI job, but
what rich itself adds."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import IO, Any, cast

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from grader.report.text import clean, for_a_log


class Screen(Console):
    """A console that takes nothing for markup and shows no text that was not cleaned. Each part cleans what it shows
    for itself, to cut it to size; what one forgets is cleaned here."""

    def __init__(self, **options: Any) -> None:
        file = cast(IO[str], Log(options.pop("file", sys.stdout)))
        super().__init__(file=file, markup=False, emoji=False, highlight=False, **options)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=clean(segment.text))


class Log:
    """A stream in which no line is a command to the system that keeps it as a log."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return self._stream.write(for_a_log(text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
