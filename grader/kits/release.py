"""`grade release`: a folder for students, without hidden checks and solutions, and one for instructors."""

from __future__ import annotations

import ast
import itertools
import shutil
import struct
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from grader.course import stubs
from grader.course.data import FOLDER as DATA
from grader.course.fresh import HOW_TO_WORK
from grader.course.model import BUILT_IN_SUITES, About, Course, CourseError, course_files
from grader.course.visible import VisiblePart, visible_part
from grader.course.workspace import FILE, Workspace, remembered
from grader.feedback import N_, phrase
from grader.files import read, write
from grader.kits.wheel import PACKAGE, make_wheel, package_files, pinned, students_files
from grader.language import catalogue_entries, say, translate
from grader.report.text import points

STUDENT, INSTRUCTOR = "student", "instructor"

INSTALL = N_("""\
You need Python 3.11 or newer. Open a terminal in this folder and run this once:

    python -m venv .venv
    . .venv/bin/activate
    pip install -r requirements.txt

(On Windows the second line is `.venv\\Scripts\\activate`.)
""")

CHECKS = N_("""\
The checks in this kit are worth {visible} of the {total} points of the course. When you hand in your work, more checks
are run; they are worth the other points. You can read the checks of this kit in `checks/`.
""")

NOTES = """\
# {title}: for instructors

Keep this folder to yourself: it holds the solutions and the hidden checks.

    python -m venv .venv
    . .venv/bin/activate
    pip install -r requirements.txt
    grade --course . -s PATH/TO/alice.zip -o alice.html      # what the student may see
    grade --course . -s PATH/TO/alice.zip --audience instructor

`-s` grades with `--sandbox strict`, which needs Linux. Set GRADE_SECRET to a random text. It determines the random
inputs of hidden checks.

The points of each exercise, and how many of them the student kit can check:

| exercise | points | in the student kit | visible, but not in the kit |
| --- | ---: | ---: | --- |
{rows}

The last column lists visible checks whose source contains lines or expressions of the solution. They are graded, and
shown in full, when students hand in their work.
"""


class Kit(msgspec.Struct, frozen=True):
    """Both folders as texts and bytes by path, and what the student kit can check of each exercise."""

    student: dict[str, bytes]
    instructor: dict[str, bytes]
    parts: dict[str, VisiblePart]


def release(course: Course, out: Path, language: str = "en", force: bool = False, names: Sequence[str] = ()) -> Kit:
    """Writes both folders into `out`, which is new or empty; students read theirs in that language, and get the named
    exercises and assignments, or all. `force` replaces the two folders that are there.

    CourseError for a folder that cannot be used, and for a course without solutions.
    """
    check_folder(out, force)
    kit = make_kit(course, language, names)
    for name, files in ((STUDENT, kit.student), (INSTRUCTOR, kit.instructor)):
        shutil.rmtree(out / name, ignore_errors=True)
        for path, data in files.items():
            write(out / name / path, data)
    return kit


def make_kit(course: Course, language: str = "en", names: Sequence[str] = ()) -> Kit:
    given = course.only(course.choose(names))
    for exercise in course.exercises:
        if not course.solution(exercise).is_file():
            reason = N_("{path}: there is no such file")
            raise CourseError(phrase(reason, path=course.solution(exercise)))
    parts = {each.name: visible_part(each, read(course.solution(each))) for each in course.exercises}
    student = _student(given, {each.name: parts[each.name] for each in given.exercises}, language)
    return Kit(student, _instructor(course, parts), {name: parts[name] for name in (e.name for e in given.exercises)})


def whole_course(course: Course) -> dict[str, bytes]:
    """The files of a course, with its stubs as they are made from the solutions now."""
    return course_files(course) | _stubs(course, "en")


def check_folder(out: Path, force: bool) -> None:
    """CourseError unless the folder is new or empty, or `force` allows to replace what is there."""
    if out.exists() and not out.is_dir():
        raise CourseError(phrase("{path}: this is a file; name a new or empty folder", path=out))
    try:
        full = out.is_dir() and any(out.iterdir())
    except OSError as error:
        raise CourseError(phrase("{path}: cannot be read: {error}", path=out, error=error.strerror)) from None
    if full and not force:
        reason = f"use --force to replace {STUDENT}/ and {INSTRUCTOR}/ in it"
        raise CourseError(f"{out} is not empty; name a new folder, or {reason}")


def _student(course: Course, parts: Mapping[str, VisiblePart], language: str) -> dict[str, bytes]:
    exercises, english = _stubs(course, language), _stubs(course, "en")
    checks = {f"{name}/{file}": text for name, part in parts.items() for file, text in part.files.items()}
    assignments = {each.name: msgspec.structs.replace(each, name="") for each in course.assignments}
    about = About(course.name, course.title, assignments=assignments)
    checks["course.toml"] = msgspec.toml.encode(about).decode()
    installed = {f"grader/suites/{path}": text.encode() for path, text in checks.items()}
    # where a course has its stubs: the grader tells by them what a student has not started
    installed |= {f"grader/{path}": data for path, data in english.items() if path.endswith(".py")}
    given = stubs.data_of(course, course.exercises)
    installed |= {f"grader/{path.as_posix()}": data for path, data in given.items() if path.parts[0] == DATA}
    name, wheel = make_wheel({**students_files(), **installed, **_catalogues(course, checks.values())})
    visible = points(sum(part.points for part in parts.values()))
    words = [
        f"# {translate(course.title, language)}\n",
        translate(INSTALL, language),
        translate(HOW_TO_WORK, language),
        say(CHECKS, language, visible=visible, total=points(course.points)),
    ]
    return {
        "README.md": "\n".join(words).encode(),
        FILE: remembered(Workspace(Path(), None, language)).encode(),
        "requirements.txt": _requirements(name),
        name: wheel,
        **exercises,
        **{path.as_posix(): data for path, data in given.items()},
        **{f"checks/{path}": text.encode() for path, text in checks.items() if path.endswith(".py")},
    }


def _stubs(course: Course, language: str) -> dict[str, bytes]:
    return {f"exercises/{path.as_posix()}": text.encode() for path, text in stubs.files(course, language).items()}


def _instructor(course: Course, parts: Mapping[str, VisiblePart]) -> dict[str, bytes]:
    rows = [
        f"| {each.name} | {points(each.points)} | {points(part.points)} | {', '.join(part.withheld)} |"
        for each in course.exercises
        for part in [parts[each.name]]
    ]
    name, wheel = make_wheel(package_files())
    notes = NOTES.format(title=course.title, rows="\n".join(rows))
    return {"README.md": notes.encode(), "requirements.txt": _requirements(name), name: wheel, **whole_course(course)}


def _requirements(wheel: str) -> bytes:
    return "\n".join([f"./{wheel}", *pinned(), ""]).encode()


def _catalogues(course: Course, checks: Iterable[str]) -> dict[str, bytes]:
    """The translations without what is said in hidden checks alone."""
    folders = {BUILT_IN_SUITES, course.exercises[0].suite.parent}
    suites = {path for folder in folders for pattern in ("*.py", "*.toml") for path in folder.rglob(pattern)}
    told = {text for path in suites for text in _sentences(read(path))}
    kept = {text for check in checks for text in _sentences(check)}
    kept |= {
        text for name, data in package_files().items() if name.endswith(".py") for text in _sentences(data.decode())
    }
    found = {}
    for path in sorted((PACKAGE / "locale").glob("*.mo")):
        entries = {text: said for text, said in catalogue_entries(path.read_bytes()).items() if text not in told - kept}
        found[path.relative_to(PACKAGE.parent).as_posix()] = compile_catalogue(entries)
    return found


def compile_catalogue(entries: Mapping[str, str]) -> bytes:
    """A catalogue in the form that gettext reads: a header, two tables of lengths and places, then the texts."""
    texts = {"": "Content-Type: text/plain; charset=UTF-8\n", **entries}
    pairs = sorted((text.encode(), said.encode()) for text, said in texts.items())
    parts = [text for text, _said in pairs] + [said for _text, said in pairs]
    places = itertools.accumulate((len(part) + 1 for part in parts), initial=28 + 8 * len(parts))
    table = [number for part, place in zip(parts, places, strict=False) for number in (len(part), place)]
    header = (0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    return struct.pack(f"<{7 + len(table)}I", *header, *table) + b"".join(part + b"\0" for part in parts)


def _sentences(source: str) -> set[str]:
    """The texts of a suite's Python or TOML as the catalogue has them; of docstrings their first lines."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return set(_strings(msgspec.toml.decode(source)))
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return {*texts, *(text.split("\n")[0] for text in texts)}


def _strings(value: object) -> Iterable[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in _strings(each)]
    if isinstance(value, list):
        return [text for each in value for text in _strings(each)]
    return [value] if isinstance(value, str) else []
