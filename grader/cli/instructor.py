"""The verbs of an instructor: kits for students, grading in CI, and exports."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer

from grader.cli import VERBS
from grader.cli.errors import tell
from grader.cli.export import export
from grader.cli.options import (
    CourseOption,
    ExercisesArgument,
    LanguageOption,
    StrictSandboxOption,
    checked_secret,
    command,
    new_app,
    open_course,
)
from grader.cli.speech import spoken
from grader.errors import UsageError
from grader.feedback import N_, phrase
from grader.kits.providers import PROVIDERS
from grader.kits.providers.model import Provider
from grader.report.text import points

verbs = new_app()
ci = new_app()

ProviderArgument = Annotated[
    str, typer.Argument(metavar="|".join(PROVIDERS), help="The service that hosts the repository.")
]
Force = Annotated[bool, typer.Option("--force", help="Replace existing files.")]
PassMark = Annotated[str, typer.Option(metavar="full|never|POINTS", help="How many points the job needs to succeed.")]


@command(verbs, N_("make the kits of a course"))
def release(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A new or empty folder.")],
    names: ExercisesArgument = None,
    course: CourseOption = None,
    force: Force = False,
    lang: LanguageOption = None,
) -> int:
    """Make two kits of a course: OUT/student for students and OUT/instructor for you. Name exercises or assignments
    after OUT to hand out only those.

    The student kit contains stubs, notebooks and the visible checks. It leaves out hidden checks, solutions, and
    visible checks that would give a solution away.
    """
    from grader.kits.release import INSTRUCTOR, STUDENT
    from grader.kits.release import release as write

    whole = open_course(course)
    given = whole.only(whole.choose(names or [], VERBS))
    kit = write(whole, out, spoken(), force, names or [])
    visible = sum(part.points for part in kit.parts.values())
    tell(f"{out / STUDENT}: hand this out; its checks give {points(visible)} of {points(given.points)} points")
    tell(f"{out / INSTRUCTOR}: keep this; its README.md lists the visible checks that are not in the student kit")
    return 0


@command(ci, N_("write a workflow that grades every push"))
def init(
    provider: ProviderArgument,
    names: ExercisesArgument = None,
    policy: PassMark = "full",
    sandbox: StrictSandboxOption = "strict",
    grader: Annotated[
        str | None,
        typer.Option(
            metavar="REQUIREMENT|URL|WHEEL",
            help="What pip installs: a requirement, URL#sha256=HASH, or a wheel that lies in the course's repository. "
            "Default: the wheel of the instructor's kit if you name that repository, else this version.",
        ),
    ] = None,
    course_repository: Annotated[
        str,
        typer.Option(
            metavar="OWNER/NAME", help="Your own course; the job reads it with the secret GRADE_COURSE_TOKEN."
        ),
    ] = "",
    lang: LanguageOption = None,
    force: Force = False,
) -> int:
    """Write a workflow that grades every push to the repository in this folder: every exercise, or the exercises and
    assignments that you name after the provider."""
    from grader.kits.ci import Workflow, grader_of, write_workflow

    host = _provider(provider)
    if not course_repository:  # nobody else's course can be looked into from here
        open_course(None).choose(names or [], VERBS)
    source = grader_of(grader, course_repository)
    workflow = Workflow(
        policy=policy,
        sandbox=sandbox,
        language=spoken(),
        course=course_repository,
        exercises=tuple(names or ()),
        **source,
    )
    tell(str(write_workflow(host, workflow, Path(), force)))
    if workflow.sha256:
        tell(f"The job installs {workflow.grader} from the top of {course_repository}, and checks its hash.")
    elif grader is None:
        tell(f"The job installs {workflow.grader} from a package index. Name another source with --grader.")
    return 0


@command(ci, N_("grade a checkout in CI"))
def run(
    provider: ProviderArgument,
    checkout: Annotated[Path, typer.Argument(metavar="CHECKOUT", help="The student's repository.")],
    names: ExercisesArgument = None,
    *,
    reports: Annotated[Path, typer.Option(metavar="DIR", help="A new or empty folder for the reports.")],
    policy: PassMark = "full",
    sandbox: StrictSandboxOption = "strict",
    course: CourseOption = None,
    lang: LanguageOption = None,
) -> int:
    """Grade a checkout in CI. The workflow that `grade ci init` writes runs this command.

    Exit codes: 0 the policy is satisfied, 1 it is not, 2 usage error, 3 the grader failed.
    """
    from grader.files import make_folder
    from grader.grading.grader import Grader, Options
    from grader.kits.ci import exit_code, publish, required_points
    from grader.report.model import for_audience

    host = _provider(provider)
    required_points(policy)
    if not checkout.is_dir():
        raise UsageError(phrase("{path}: no such file or folder", path=checkout))
    if reports.is_symlink() or (reports.exists() and (not reports.is_dir() or any(reports.iterdir()))):
        raise UsageError(f"{reports}: this is not an empty folder; name a new one")
    make_folder(reports)
    work = checkout / "exercises" if (checkout / "exercises").is_dir() else checkout
    options = Options(sandbox=sandbox, secret=checked_secret())
    whole = open_course(course)
    chosen = whole.choose(names or [], VERBS)
    with Grader(whole, options) as grader:
        report = for_audience(grader.grade(work, chosen), "student")
    publish(report, checkout, reports, host, spoken(), typer.echo)  # annotations are commands to the CI system
    return exit_code(report, policy)


@ci.callback()
def _ci() -> None:
    """Grade every push on GitHub or GitLab."""


verbs.add_typer(ci, name="ci", short_help=N_("grade every push"))
verbs.add_typer(export, name="export", short_help=N_("give points and feedback back"))


def _provider(name: str) -> Provider:
    if name not in PROVIDERS:
        near = get_close_matches(name.lower(), PROVIDERS, n=1, cutoff=0.5)
        hint = f"; did you mean {near[0]}?" if near else f" (choose from {', '.join(PROVIDERS)})"
        raise UsageError(f"unknown provider {name!r}{hint}")
    return PROVIDERS[name]
