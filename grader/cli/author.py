"""The verbs of a course's author: the report's schema, a new exercise, the stubs, the check and the audit of suites."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from grader.cli import VERBS
from grader.cli.errors import tell
from grader.cli.options import (
    AuthorsCourseOption,
    ExercisesArgument,
    StrictSandboxOption,
    authors_course,
    command,
    new_app,
)
from grader.course.model import load_course
from grader.errors import UsageError
from grader.feedback import N_
from grader.report.files import check_output
from grader.report.json import render_schema
from grader.report.text import one_line

if TYPE_CHECKING:
    from grader.foreign.write import WrittenExercise

verbs = new_app()


@command(verbs, N_("print the JSON Schema of the report"))
def schema() -> int:
    """Print the JSON Schema of the report that `-o report.json` writes."""
    tell(render_schema().decode().rstrip())
    return 0


@command(verbs, N_("write a new exercise to start from"))
def new(
    name: Annotated[str, typer.Argument(metavar="EXERCISE", help=N_("The name of the new exercise."))],
    functions: Annotated[list[str], typer.Argument(metavar="FUNCTIONS", help=N_("What students are to write."))],
    course: Annotated[
        Path | None,
        typer.Option("--course", metavar="DIR", help=N_("The course folder, old or new. Default: the current folder.")),
    ] = None,
) -> int:
    """Write a small exercise that passes `grade check` and `grade audit`: solution, suite, hints, a mistake for each
    function, another right solution, stub and notebook. Then change it: comments say what.
    """
    from grader.course.scaffold import write_exercise

    for path in write_exercise(course or Path(), name, functions, VERBS):
        tell(str(path))
    option = f" --course {shlex.quote(str(course))}" if course else ""
    tell(
        f"Change solutions/{name}.py and suites/{name}. Then: grade stubs --force{option} && grade check {name}{option}"
    )
    return 0


@command(verbs, N_("take over assignments of other graders"), name="import")
def import_(
    kind: Annotated[Literal["nbgrader", "otter"], typer.Argument(metavar="nbgrader|otter", help=N_("Their grader."))],
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATHS", help=N_("Notebooks with solutions, or folders with them."))
    ],
    course: Annotated[
        Path | None,
        typer.Option("--course", metavar="DIR", help=N_("The course folder, old or new. Default: the current folder.")),
    ] = None,
    name: Annotated[
        str, typer.Option("--name", metavar="EXERCISE", help=N_("The name of the exercise. Default: the notebook's."))
    ] = "",
) -> int:
    """Make exercises of notebooks: solution, suite, points, visibility, hints, data, stub and notebook. Tests are kept
    as they are. Nothing of a notebook runs outside the sandbox.

    What could not be taken over is listed, also in suites/EXERCISE/imported.md. Then the solution is graded.
    Exit codes: 0 full marks, 1 points missing, 2 usage error, 3 the grader failed.
    """
    from grader.foreign.read import read_all
    from grader.foreign.write import write_exercises

    root = course or Path()
    made = write_exercises(root, read_all(kind, paths, name), VERBS)
    option = f" --course {shlex.quote(str(course))}" if course else ""
    return max([_tell_of(root, each, option) for each in made])


@command(verbs, N_("write stubs from solutions"))
def stubs(
    course: AuthorsCourseOption = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that exist.")] = False,
) -> int:
    """Write the stubs of a course from its solutions."""
    from grader.course.stubs import write_stubs

    for path in write_stubs(authors_course(course), force=force):
        tell(str(path))
    return 0


@command(verbs, N_("find slips in an exercise, in seconds"))
def check(names: ExercisesArgument = None, course: AuthorsCourseOption = None) -> int:
    """Find slips in suites, hints and solutions, in seconds: what is wrong, where, and what to do, one line each.

    The solution must get full marks, and the stub nothing. `grade audit` measures more, and takes minutes.
    Exit codes: 0 nothing was found, 1 something was, 2 usage error, 3 the grader failed.
    """
    from grader.audit.lint import look_over
    from grader.grading.grader import Options
    from grader.grading.own_work import own_grader
    from grader.report.terminal import open_console

    whole = authors_course(course)
    chosen = whole.choose(names or [], VERBS)
    console = open_console()
    with own_grader(whole, Options(), None, warm=sys.stdout.isatty()) as grader, console.status("checking"):
        found = [finding for each in look_over(grader, chosen) for finding in each]
    for finding in found:
        tell(one_line(str(finding.seen_from(Path.cwd())), 1000))
    if not found:
        tell(f"{', '.join(exercise.name for exercise in chosen)}: nothing to mend")
    return 1 if found else 0


def _tell_of(root: Path, made: WrittenExercise, option: str) -> int:
    """What became of an assignment, and what its solution gets; the exit code."""
    from grader.audit.bench import grade_program
    from grader.cli.speech import spoken
    from grader.files import read
    from grader.foreign.write import IMPORTED
    from grader.grading.grader import Options
    from grader.grading.own_work import own_grader
    from grader.report.terminal import open_console, show_rows

    console = open_console()
    tell(f"{made.name}: {made.checks} checks, {made.points:g} points, {len(made.files)} files")
    if made.lost:
        rows = [(each.where, one_line(each.what, 200)) for each in made.lost]
        show_rows((N_("where"), N_("what became of it")), rows, console, spoken(), wide=1)
        tell(f"The same list is in {root / 'suites' / made.name / IMPORTED}")
    whole = load_course(root, VERBS)
    (exercise,) = whole.choose([made.name])
    with own_grader(whole, Options(), None, warm=sys.stdout.isatty()) as grader, console.status("grading"):
        graded = grade_program(grader, exercise, read(whole.solution(exercise)))
    result = graded.result
    tell(f"The solution gets {result.score:g} of {result.max_score:g} points.")
    if result.message:
        tell(one_line(str(result.message), 1000))
    for check in graded.lost:
        tell(one_line(f"  {check.name}: {check.message}", 1000))
    told = (
        "Next: grade check"
        if result.score == result.max_score
        else "Correct the suite or the solution. Then: grade check"
    )
    tell(f"{told} {made.name}{option}")
    if result.status == "internal" or any(check.status == "internal" for check in result.checks):
        return 3
    return 0 if result.score == result.max_score else 1


@command(verbs, N_("check the quality of suites"))
def audit(
    names: ExercisesArgument = None,
    course: AuthorsCourseOption = None,
    sandbox: StrictSandboxOption = "strict",
    quick: Annotated[bool, typer.Option("--quick", help="Use two seeds and a sample of mutants and mistakes.")] = False,
    seeds: Annotated[int | None, typer.Option(min=1, help="Seeds for each correct solution. Default: 50.")] = None,
    json: Annotated[
        Path | None, typer.Option("--json", metavar="PATH", help="Also write the results to a file.")
    ] = None,
) -> int:
    """Check whether suites catch mistakes, accept every correct solution and are complete. This takes minutes.

    Exit codes: 0 all requirements are met, 1 some are not, 2 usage error, 3 the grader failed.
    """
    try:
        from grader.audit import run, show
    except ImportError as error:
        raise UsageError(f"grade audit needs {error.name}: pip install 'tf-grader[audit]'") from None
    import msgspec

    from grader.report.terminal import open_console

    whole = authors_course(course)
    console = open_console()
    if json is not None:
        check_output(json)
    chosen = whole.choose(names or [], VERBS)
    wanted = seeds or (run.QUICK_SEEDS if quick else run.SEEDS)
    with show.AuditBar(console) as bar:
        found = run.audit(whole, chosen, bar, sandbox=sandbox, seeds=wanted, quick=quick)
    show.show(found, console)
    if json is not None:
        json.write_bytes(msgspec.json.format(msgspec.json.encode(found)) + b"\n")
    return 0 if found.reached else 1
