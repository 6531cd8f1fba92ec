"""Grading on Gradescope: the autograder zip, and what runs in it for each submission.

Gradescope unpacks the zip into `source/`, puts the work into `submission/` and reads `results/results.json`. Where the
grader itself fails it leaves no results behind and ends with 3: Gradescope then says that the autograder failed, and no
student gets a wrong score.
"""

from __future__ import annotations

import secrets
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec

from grader.course.model import Course, load_course
from grader.files import replace_file
from grader.grading.grader import Grader, Options
from grader.kits.release import whole_course
from grader.kits.wheel import make_wheel, make_zip, package_files, pinned
from grader.report.model import ExerciseResult, Report, Sandbox, for_audience
from grader.report.presentation import LostCheck, Telling
from grader.report.text import one_line

GradescopeVisibility = Literal["visible", "after_due_date", "after_published", "hidden"]
TEMPLATES = Path(__file__).parent / "templates"
SCRIPTS = ("setup.sh", "run_autograder")


class Autograder(msgspec.Struct, frozen=True, kw_only=True):
    """How the autograder grades: `settings.json` in the zip. `hidden` says when students see hidden checks."""

    sandbox: Sandbox = "strict"
    hidden: GradescopeVisibility = "visible"
    language: str = "en"
    secret: str = ""
    exercises: tuple[str, ...] = ()
    """Names of exercises and assignments; none for the whole course."""


def make_autograder(course: Course, setting: Autograder) -> bytes:
    """The zip to upload. Without a secret it gets one of its own. CourseError for an exercise that is not there."""
    course.choose(setting.exercises)
    if not setting.secret:
        setting = msgspec.structs.replace(setting, secret=secrets.token_hex(16))
    name, wheel = make_wheel(package_files())
    files = {script: (TEMPLATES / script).read_bytes() for script in SCRIPTS}
    files |= {f"course/{path}": data for path, data in whole_course(course).items()}
    files["requirements.txt"] = "\n".join([f"./{name}", *pinned(), ""]).encode()
    files["settings.json"] = msgspec.json.encode(setting)
    return make_zip({**files, name: wheel}, executable=SCRIPTS)


def results(report: Report, language: str, hidden: GradescopeVisibility = "visible") -> dict[str, Any]:
    """`results.json` for a report: Gradescope's published fields, and nothing that a student may not see."""
    report, telling = for_audience(report, "student"), Telling(language)
    said = [telling.next_step(report)]
    said += [text for each in report.exercises for text in (telling.note(each), telling.message(each)) if text]
    return {
        "score": report.score,
        "execution_time": round(sum(each.seconds for each in report.exercises)),
        "output": "\n".join(one_line(text, 1000) for text in said),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "stdout_visibility": "hidden",
        "tests": [
            test
            for place, each in enumerate(report.exercises, start=1)
            for test in _tests(place, each, hidden, telling)
        ],
        "extra_data": {"submission": report.submission.sha256, "environment": report.environment, "seed": report.seed},
    }


def _tests(
    place: int, exercise: ExerciseResult, hidden: GradescopeVisibility, telling: Telling
) -> Iterator[dict[str, Any]]:
    """One for each check, and one for an exercise that has none to show."""
    about = one_line(telling.text(exercise.title))
    lost_checks = {loss.check.name: loss for loss in telling.lost_checks(exercise)}
    for number, check in enumerate(exercise.checks, start=1):
        yield {
            "score": check.score,
            "max_score": check.max_score,
            "status": "passed" if check.status == "passed" else "failed",
            "name": f"{about}: {telling.title(check)}",
            "number": f"{place}.{number}",
            "output": _output(lost_checks.get(check.name, LostCheck(check)), telling),
            "visibility": "visible" if check.visibility == "visible" else hidden,
            "tags": [exercise.name],
        }
    if not exercise.checks:
        yield {
            "score": exercise.score,
            "max_score": exercise.max_score,
            "status": "failed",
            "name": about,
            "number": str(place),
            "output": f"{telling.word(exercise.status)}\n{telling.message(exercise)}".strip(),
            "visibility": "visible",
            "tags": [exercise.name],
        }


def _output(loss: LostCheck, telling: Telling) -> str:
    lines = [telling.word(loss.check.status), *(f"{detail.label}: {detail.text}" for detail in loss.details)]
    if loss.output:
        lines += [telling.say("printed by the submission:"), loss.output]
    return "\n".join(lines)


def run(root: Path) -> int:
    """Grades `root/submission` and writes `root/results/results.json`; returns 0, or 3 without any results."""
    path = root / "results" / "results.json"
    path.unlink(missing_ok=True)
    setting = msgspec.json.decode((root / "source" / "settings.json").read_bytes(), type=Autograder)
    options = Options(sandbox=setting.sandbox, secret=setting.secret)
    course = load_course(root / "source" / "course")
    with Grader(course, options) as grader:
        report = grader.grade(root / "submission", course.choose(setting.exercises))
    if report.internal:
        print("The grader itself failed, so there is no result. Please run it again.")
        for exercise in report.exercises:
            print(one_line(f"{exercise.name}: {exercise.status} {exercise.message}", 2000))
        return 3
    replace_file(path, msgspec.json.encode(results(report, setting.language, setting.hidden)))
    return 0


def main(root: Path) -> int:
    try:
        return run(root)
    except Exception as error:  # above all a sandbox that this machine does not offer
        print(f"There is no result: {one_line(str(error), 2000)}")
        return 3


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
