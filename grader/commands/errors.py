"""What the commands of `grade` have in common: errors in one line, exit codes, and help in the reader's language."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import typer

from grader.course import CourseError
from grader.language import _
from grader.report.files import OutputError

STOPPED = 130  # what a shell reports of a program that Ctrl-C ended


class UsageError(Exception):
    """Something on the command line, or around it, that the user can put right."""


def reports_errors(command: Callable[..., int]) -> Callable[..., None]:
    """Ends a command with its exit code; an error becomes one line and never a traceback."""

    @functools.wraps(command)
    def run(*args: object, **kwargs: object) -> None:
        try:
            code = command(*args, **kwargs)
        except (UsageError, CourseError, OutputError) as error:
            code = complain(str(error), 2)
        except KeyboardInterrupt:
            code = complain(_("stopped"), STOPPED)
        except BrokenPipeError:
            raise  # the reader of a pipe has seen enough; typer ends quietly
        except Exception as error:
            if os.environ.get("GRADE_DEBUG"):
                raise
            message = _("internal error: {error} (set GRADE_DEBUG=1 for the traceback)")
            code = complain(message.format(error=f"{type(error).__name__}: {error}"), 3)
        raise typer.Exit(code)

    return run


def complain(message: str, code: int) -> int:
    from grader.report.text import one_line

    typer.echo(f"grade: {one_line(message, 1000)}", err=True)
    return code


def language_option(words: Sequence[str]) -> str | None:
    """The value of --lang, looked up before the words are parsed: help and errors are to be in that language too."""
    given = [value for word, value in pairwise(words) if word == "--lang"]
    given += [word.removeprefix("--lang=") for word in words if word.startswith("--lang=")]
    return given[-1] if given else None


def translated(command: Any) -> Any:
    """A command, or a group of them, whose help is in the language of this process."""
    for part in [command, *command.params]:
        text = (getattr(part, "help", None) or "").replace("\b\n", "")
        if _(text) != text:  # the translation has its line ends where they are to be
            part.help = "\b\n" + _(text).replace("\n\n", "\n\n\b\n") if part is command else _(text)
    for inner in getattr(command, "commands", {}).values():
        translated(inner)
    return command
