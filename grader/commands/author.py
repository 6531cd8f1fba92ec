"""The verbs of a course's author: the report's schema, the stubs, and the audit of suites."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grader.commands import VERBS
from grader.commands.errors import tell
from grader.commands.options import Confinement, CourseOption, Names, command, new_app, open_course
from grader.errors import UsageError
from grader.language import N_
from grader.report.files import check_output
from grader.report.json import render_schema

verbs = new_app()


@command(verbs, N_("the JSON Schema of the report"))
def schema() -> int:
    """Print the JSON Schema of the report that `-o report.json` writes."""
    tell(render_schema().decode().rstrip())
    return 0


@command(verbs, N_("write the stubs from the solutions (authors)"))
def stubs(
    course: CourseOption = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that exist.")] = False,
) -> int:
    """Write the stubs of a course from its solutions: for those who write courses."""
    from grader.stubs import write_stubs

    for path in write_stubs(open_course(course), force=force):
        tell(str(path))
    return 0


@command(verbs, N_("is a suite sharp and fair? (authors)"))
def audit(
    names: Names = None,
    course: CourseOption = None,
    sandbox: Confinement = "strict",
    quick: Annotated[bool, typer.Option("--quick", help="Two seeds, and a sample of mutants and mistakes.")] = False,
    seeds: Annotated[int | None, typer.Option(min=1, help="Seeds for each right solution; 50 without it.")] = None,
    json: Annotated[Path | None, typer.Option("--json", metavar="PATH", help="Write it all to a file too.")] = None,
) -> int:
    """Is a suite sharp, fair and well-formed? For those who write exercises; takes minutes.

    Exit codes: 0 everything is as it must be, 1 not everything, 2 usage, 3 the grader's own fault.
    """
    try:
        from grader.audit import run, show
    except ImportError as error:
        raise UsageError(f"grade audit needs {error.name}: pip install 'tf-grader[audit]'") from None
    import msgspec

    from grader.report.terminal import open_console

    whole = open_course(course)
    console = open_console()
    if json is not None:
        check_output(json)
    chosen = whole.choose(names or [], VERBS)
    wanted = seeds or (run.QUICK_SEEDS if quick else run.SEEDS)
    with show.Bar(console) as bar:
        found = run.audit(whole, chosen, bar, sandbox=sandbox, seeds=wanted, quick=quick)
    show.show(found, console)
    if json is not None:
        json.write_bytes(msgspec.json.format(msgspec.json.encode(found)) + b"\n")
    return 0 if found.reached else 1
