"""Grading in CI: the workflow that `grade ci init` writes, and `grade ci run`, which it calls."""

from __future__ import annotations

import hashlib
import math
import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined

from grader import __version__
from grader.course.model import CourseError
from grader.feedback import Location, phrase
from grader.files import read_bytes, write
from grader.kits.providers.model import Annotation, Provider
from grader.kits.wheel import PROJECT, make_wheel, package_files
from grader.report.files import write_output
from grader.report.model import STATUSES, ExerciseResult, Report
from grader.report.presentation import LostCheck, Telling
from grader.report.text import one_line

FORMATS = ("html", "json", "md", "xml")
HASHED = re.compile(r"https://[^#]+#sha256=[0-9a-f]{64}|git\+https://[^#]+@[0-9a-f]{40}(#[^#]*)?")
"""Addresses whose content cannot change: pip compares the hash, and git a commit's."""
TEMPLATES = Environment(
    loader=PackageLoader("grader.kits", "providers"),
    undefined=StrictUndefined,
    variable_start_string="[[",  # the workflows of GitHub use {{ }} themselves
    variable_end_string="]]",
    block_start_string="[%",
    block_end_string="%]",
    trim_blocks=True,
    keep_trailing_newline=True,
)


class Workflow(msgspec.Struct, frozen=True, kw_only=True):
    """What a workflow is to do; all of it stands in the file that is written."""

    policy: str = "full"
    sandbox: str = "strict"
    language: str = "en"
    grader: str = f"{PROJECT}=={__version__}"
    """What pip installs: a requirement, a URL with the hash of its file, or, with `sha256`, the name of a wheel that
    lies at the top of the course's repository."""
    sha256: str = ""
    course: str = ""
    """The repository of the course, `OWNER/NAME`; empty for the course in the package."""
    exercises: tuple[str, ...] = ()
    """Names of exercises and assignments; none for the whole course."""


def make_workflow(provider: Provider, setting: Workflow) -> str:
    """The text of the workflow. CourseError for a value that could inject other text."""
    required_points(setting.policy)
    if not re.fullmatch(r"[\w./][\w./+:@=<>!~,#%&?\[\]-]*", setting.grader, re.ASCII):
        raise CourseError(f"--grader {setting.grader!r}: name one requirement for pip, without spaces or quotes")
    if "://" in setting.grader and not HASHED.fullmatch(setting.grader):
        raise CourseError(
            f"--grader {setting.grader}: add the hash of the file, as in https://HOST/FILE.whl#sha256=HASH"
        )
    if setting.course and not re.fullmatch(r"[\w.-]+(/[\w.-]+)+", setting.course, re.ASCII):
        raise CourseError(f"--course-repository {setting.course!r}: name it as OWNER/NAME")
    for name in setting.exercises:
        if not re.fullmatch(r"\w[\w-]*", name):
            raise CourseError(phrase("{name} cannot be the name of an exercise or an assignment", name=repr(name)))
    options = [
        *setting.exercises,
        "--reports",
        provider.reports,
        "--policy",
        setting.policy,
        "--sandbox",
        setting.sandbox,
    ]
    options += ["--course", provider.course] if setting.course else []
    return TEMPLATES.get_template(f"{provider.name}.yml.jinja").render(
        grader=shlex.quote(setting.grader),
        sha256=setting.sha256,
        folder=provider.course,
        course=setting.course,
        language=setting.language,
        options=" ".join(options),
        marker=provider.marker,
    )


def grader_of(named: str | None, course: str) -> dict[str, str]:
    """The fields of a Workflow that say what pip installs. `named` is what the instructor names: a requirement, a URL,
    or a wheel here that also lies in the repository `course`. By default it is the wheel that `grade release` puts into
    the instructor's kit, which may not be on a package index, if there is such a repository.

    CourseError for a wheel without a repository: in the students' own, they could read its hidden checks.
    """
    if named is None:
        if not course:
            return {}
        name, data = make_wheel(package_files())
        return {"grader": name, "sha256": hashlib.sha256(data).hexdigest()}
    if "://" in named or not named.endswith(".whl"):
        return {"grader": named}
    if not course:
        raise CourseError(
            f"--grader {named}: a job can read this file only from the repository of your course, so add "
            "--course-repository OWNER/NAME. Or name its address: https://HOST/FILE.whl#sha256=HASH"
        )
    return {"grader": Path(named).name, "sha256": hashlib.sha256(read_bytes(Path(named))).hexdigest()}


def write_workflow(provider: Provider, setting: Workflow, folder: Path, force: bool = False) -> Path:
    """Writes the workflow into the folder of a repository with exercises; returns its path.

    CourseError says why it cannot.
    """
    path = folder / provider.workflow
    text = make_workflow(provider, setting)
    if not (folder / "exercises").is_dir():
        raise CourseError(f"{folder / 'exercises'} is not a folder; go to the repository that students work in")
    if path.exists() and not force:
        raise CourseError(f"{path} exists; --force overwrites it")
    write(path, text)
    return path


def required_points(policy: str) -> float | None:
    """The points that a policy asks for: infinitely many for `full`, which means all; None for `never`."""
    if policy in ("full", "never"):
        return math.inf if policy == "full" else None
    if not re.fullmatch(r"\d{1,6}(\.\d{1,6})?", policy, re.ASCII):
        raise CourseError(f"--policy {policy}: use full, never or a number of points")
    return float(policy)


def exit_code(report: Report, policy: str) -> int:
    """0 where the policy is satisfied, 1 where it is not, 3 where the grader itself failed, whatever the policy."""
    wanted = required_points(policy)
    if report.internal:
        return 3
    return 0 if wanted is None or report.score >= min(wanted, report.max_score) else 1


def publish(
    report: Report, checkout: Path, reports: Path, provider: Provider, language: str, say: Callable[[str], None]
) -> None:
    """Writes what the provider shows: reports, a summary, annotations. The report is as a student may see it."""
    for name in FORMATS:
        write_output(report, reports / f"report.{name}", language)
    for line in provider.publish(report, list(annotate(report, checkout, language)), reports, language):
        say(line)
    say(Telling(language).total(report))
    say(Telling(language).next_step(report))


def annotate(report: Report, checkout: Path, language: str) -> Iterator[Annotation]:
    """The lost checks of the exercises that were begun; those that name a line stand first."""
    telling = Telling(language)
    found = []
    for exercise in report.exercises:
        if not STATUSES[exercise.status].started:
            continue
        title = telling.text(exercise.title)
        if exercise.message:
            where = _place(exercise, exercise.place, checkout)
            found.append(Annotation(*where, one_line(title), telling.message(exercise)))
        for loss in telling.lost_checks(exercise):
            where = _place(exercise, loss.check.place, checkout)
            message = telling.excerpt(_told(loss, telling), 20, 2000)
            found.append(Annotation(*where, one_line(f"{title}: {telling.title(loss.check)}"), message))
    yield from sorted(found, key=lambda annotation: not annotation.line)


def _told(loss: LostCheck, telling: Telling) -> str:
    told = [f"{detail.label}: {detail.text}" for detail in loss.details]
    return "\n".join([f"{telling.word(loss.check.status)} {telling.worth(loss.check)}", *told])


def _place(exercise: ExerciseResult, place: Location | None, checkout: Path) -> tuple[str, int]:
    """The exercise's file as seen from the checkout, and the line; a line of a notebook's cell is not a line of its
    file."""
    names = (f"{exercise.name}.py", f"{exercise.name}.ipynb")
    if place is not None and place.file in names:
        return _file(place.file, checkout), 0 if place.cell else place.line or 0
    there = [name for name in names if (checkout / _file(name, checkout)).is_file()]
    return _file((there or list(names))[0], checkout), 0


def _file(name: str, checkout: Path) -> str:
    places = [Path("exercises", name), Path("exercises", "notebooks", name), Path(name), Path("notebooks", name)]
    return next((place for place in places if (checkout / place).is_file()), places[0]).as_posix()
