"""The verb for the server that stays warm between two gradings."""

from __future__ import annotations

from grader.cli.errors import tell
from grader.cli.options import LanguageOption, command, new_app
from grader.cli.speech import _
from grader.feedback import N_

verbs = new_app()
server = new_app()


@command(server, N_("show the warm server"))
def status(lang: LanguageOption = None) -> int:
    """Show the warm server: its process, how long it has been idle, its memory and its versions."""
    from grader.grading import warmth
    from grader.grading.environment import versions

    found = warmth.seen()
    for each in found:
        values: dict[str, object] = {"pid": each.pid, "memory": (each.memory or 0) >> 20}
        if each.idle is None:
            tell(_("Server {pid}: grading, {memory} MiB of memory", **values))
        else:
            tell(_("Server {pid}: idle for {seconds} s, {memory} MiB of memory", seconds=int(each.idle), **values))
        if each.current:
            tell("  " + ", ".join(f"{name} {version}" for name, version in versions().items()))
        else:
            tell("  " + _("of other versions, so it is not used here"))
    tell(_("It ends after {minutes} minutes without grading.", minutes=warmth.IDLE_MINUTES) if found else _(NONE))
    return 0


@command(server, N_("end the warm server"))
def stop(lang: LanguageOption = None) -> int:
    """End the warm server now. What is being graded through it starts again with a new one."""
    from grader.grading import warmth

    stopped = warmth.stop()
    tell(_("Servers ended: {count}", count=stopped) if stopped else _(NONE))
    return 0


NONE = N_("No server is running.")


@server.callback()
def _server() -> None:
    """The server that stays warm between two gradings, so that they start at once."""


verbs.add_typer(server, name="server", short_help=N_("show or stop the server that speeds up grading"))
