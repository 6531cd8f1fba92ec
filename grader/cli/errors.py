"""What the commands of `grade` have in common: errors in one line, exit codes, and help in the reader's language."""

from __future__ import annotations

import functools
import os
import re
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, NoReturn

import typer
from typer.exceptions import TyperException

from grader.cli.speech import _, told
from grader.errors import UsageError
from grader.feedback import N_, Text, lines

TOLD = (
    N_("No such option: {option} (Possible options: {known})"),
    N_("No such option: {option}"),
    N_("Missing argument '{name}'."),
    N_("Option '{option}' requires an argument."),
    N_("Got unexpected extra argument(s) ({words})"),
    N_("Invalid value for {option}: path {path} does not exist."),
    N_("Invalid value for {option}: Value error, {value} is not one of {known}."),
    N_("Invalid value for {option}: {reason}"),
    N_("Missing command."),
)
"""What typer says of words that it cannot parse, in English whatever the language; the most telling one first."""
WORDS = (
    N_("Usage:"),
    N_("Arguments"),
    N_("Options"),
    N_("Commands"),
    N_("default: {value}"),
    N_("required"),
    N_("Show this message and exit."),
    N_("Install completion for the current shell."),
    N_("Show completion for the current shell, to copy it or customize the installation."),
)
"""What typer writes into its pages of help."""
STOPPED = 130  # what a shell reports of a program that Ctrl-C ended


def run(command: Any, words: Sequence[str]) -> NoReturn:
    """Runs a command of typer's, whose words on a mistake are told in the language of this process. Ends with
    SystemExit."""
    try:
        code = command.main(words, prog_name="grade", standalone_mode=False)
    except TyperException as error:
        context = getattr(error, "ctx", None)
        if context is not None:
            tell(context.get_usage(), err=True)
            tell(_("Try '{command} -h' for help.", command=context.command_path) + "\n", err=True)
        tell(_("Error: {message}", message=_in_our_language(error.format_message())), err=True)
        code = error.exit_code
    except (OSError, RuntimeError) as error:
        if "--install-completion" not in words:
            raise
        code = complain(_("your home folder cannot be written: {error}", error=error), 2)
    sys.exit(code)


def _in_our_language(message: str) -> str:
    """What typer says, by the values that it has filled in."""
    for text in TOLD:
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.*?)", re.escape(text))
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return _(text, **found.groupdict())
    return message


def reports_errors(command: Callable[..., int]) -> Callable[..., None]:
    """Ends a command with its exit code; an error becomes one line and never a traceback."""

    @functools.wraps(command)
    def run(*args: object, **kwargs: object) -> None:
        try:
            code = command(*args, **kwargs)
        except UsageError as error:
            code = complain(error.message, 2)
        except (KeyboardInterrupt, typer.Abort):  # Abort: Ctrl-C or Ctrl-D at a question
            code = complain(_("stopped"), STOPPED)
        except BrokenPipeError:
            raise  # the reader of a pipe has seen enough; typer ends quietly
        except Exception as error:
            if os.environ.get("GRADE_DEBUG"):
                raise
            message = N_("internal error: {error} (set GRADE_DEBUG=1 for the traceback)")
            code = complain(_(message, error=f"{type(error).__name__}: {error}"), 3)
        raise typer.Exit(code)

    return run


def tell(text: str, err: bool = False) -> None:
    """Prints lines. The one way for a command to print anything outside a table: names of files, and all else that
    somebody wrote, steer neither the terminal nor a CI system."""
    from grader.report.text import clean, for_a_log

    typer.echo(for_a_log("\n".join(map(clean, text.split("\n")))), err=err)


def complain(message: Text, code: int) -> int:
    """Tells what is wrong: in one line, or in as many as the message is made of. No value in it makes another one."""
    from grader.report.text import one_line

    tell("grade: " + "\n".join(one_line(told(line), 1000) for line in lines(message)), err=True)
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
    command.context_class = type("Context", (command.context_class,), {"formatter_class": _page(command.context_class)})
    for inner in getattr(command, "commands", {}).values():
        translated(inner)
    return command


def _page(context: Any) -> type:
    """How a page of help is written, with the words that typer has in English only."""

    class Page(context.formatter_class):  # type: ignore[misc]
        def write_usage(self, program: str, words: str = "", prefix: str | None = None) -> None:
            super().write_usage(program, words, prefix or f"{_('Usage:')} ")

        def write_heading(self, heading: str) -> None:
            super().write_heading(_(heading))

        def write_dl(self, rows: Sequence[tuple[str, str]], *spacing: int, **more: int) -> None:
            super().write_dl([(name, _explained(text)) for name, text in rows], *spacing, **more)

    return Page


def _explained(text: str) -> str:
    """The explanation of an option: typer adds `  [default: 1; required]`."""
    said, bracket, extra = text.rpartition("  [")
    if not bracket:
        return _(text)
    words = []
    for word in extra.removesuffix("]").split("; "):
        kind, _colon, value = word.partition(": ")
        words.append(_("default: {value}", value=value) if kind == "default" else _(word))
    return f"{said}  [{'; '.join(words)}]"
