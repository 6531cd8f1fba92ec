"""`grade release`: a folder for students, without hidden checks and solutions, and one for those who grade them."""

from __future__ import annotations

import ast
import io
import shutil
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from grader import stubs
from grader.course import BUILT_IN_SUITES, About, Course, CourseError
from grader.kits.visible import VisiblePart, visible_part
from grader.kits.wheel import EARLIEST, PACKAGE, make_wheel, package_files, pinned
from grader.language import N_, _, spoken, translate
from grader.report.text import points

STUDENT, INSTRUCTOR = "student", "instructor"

README = N_("""\
# {title}

Once, in a terminal in this folder, with Python 3.11 or newer:

    python -m venv .venv
    . .venv/bin/activate
    pip install -r requirements.txt

(On Windows the second line is `.venv\\Scripts\\activate`.) Then open a file in `exercises/`, or its notebook in
`exercises/notebooks/`. Read what it explains, and write the functions: each `raise NotImplementedError(...)` is a place
for your code. Then run this in this folder:

    grade

It shows how many checks pass, and helps with the others. `grade NAME` grades one exercise. Work in the file or in
the notebook of an exercise, as you like; if you have edited both, `grade` asks which one counts.

The checks here give {visible} of the {total} points of the course. When you hand in your work, further checks are added
to them: those give the other points. You can read the checks that you have in `checks/`.
""")

NOTES = """\
# {title}: for those who grade

Keep this folder to yourself: it holds the solutions and the hidden checks.

    python -m venv .venv
    . .venv/bin/activate
    pip install -r requirements.txt
    grade --course . -s PATH/TO/alice.zip -o alice.html      # what the student may see
    grade --course . -s PATH/TO/alice.zip --audience instructor

Others' work is graded with `--sandbox strict`, which needs Linux. Set GRADE_SECRET to a random text: the random
inputs of hidden checks follow from it.

Points, and how many of them the student kit can check:

| exercise | points | in the student kit | visible, but not in the kit |
| --- | ---: | ---: | --- |
{rows}

The last column names visible checks whose source holds lines or expressions of the solution. They are graded and shown
in full when work is handed in.
"""


class Kit(msgspec.Struct, frozen=True):
    """Both folders as texts and bytes by path, and what the student kit can check of each exercise."""

    student: dict[str, bytes]
    instructor: dict[str, bytes]
    parts: dict[str, VisiblePart]


def release(course: Course, out: Path, force: bool = False) -> Kit:
    """Writes both folders into `out`, which is new or empty; `force` replaces the two that are there.

    CourseError for a folder that cannot be used, and for a course without solutions.
    """
    check_folder(out, force)
    kit = make_kit(course)
    for name, files in ((STUDENT, kit.student), (INSTRUCTOR, kit.instructor)):
        shutil.rmtree(out / name, ignore_errors=True)
        for path, data in files.items():
            write(out / name / path, data)
    return kit


def make_kit(course: Course) -> Kit:
    for exercise in course.exercises:
        if not course.solution(exercise).is_file():
            reason = _("{path}: cannot be read: there is no such file")
            raise CourseError(reason.format(path=course.solution(exercise)))
    parts = {each.name: visible_part(each, stubs.read(course.solution(each))) for each in course.exercises}
    return Kit(_student(course, parts), _instructor(course, parts), parts)


def course_files(course: Course) -> dict[str, bytes]:
    """The whole course: exercises, solutions, suites."""
    suites = course.exercises[0].suite.parent
    paths = [suites / "course.toml", *(path for each in course.exercises for path in sorted(each.suite.rglob("*")))]
    found = {f"suites/{path.relative_to(suites).as_posix()}": path.read_bytes() for path in paths if _is_plain(path)}
    for exercise in course.exercises:
        found[f"solutions/{exercise.name}.py"] = course.solution(exercise).read_bytes()
    stubs_of = {f"exercises/{path.as_posix()}": text.encode() for path, text in stubs.files(course, "en").items()}
    return {**stubs_of, **found}


def check_folder(out: Path, force: bool) -> None:
    """CourseError unless the folder is new or empty, or `force` allows to replace what is there."""
    if out.exists() and not out.is_dir():
        raise CourseError(_("{path}: is a file; name a new or empty folder").format(path=out))
    try:
        full = out.is_dir() and any(out.iterdir())
    except OSError as error:
        raise CourseError(_("{path}: cannot be read: {error}").format(path=out, error=error.strerror)) from None
    if full and not force:
        reason = f"--force replaces {STUDENT}/ and {INSTRUCTOR}/ in it"
        raise CourseError(f"{out}: is not empty; name a new folder, or {reason}")


def write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise CourseError(_("{path}: cannot be written: {error}").format(path=path, error=error.strerror)) from None


def _student(course: Course, parts: Mapping[str, VisiblePart]) -> dict[str, bytes]:
    exercises = {f"exercises/{path.as_posix()}": text for path, text in stubs.files(course, spoken()).items()}
    english = {f"exercises/{path.as_posix()}": text for path, text in stubs.files(course, "en").items()}
    checks = {f"{name}/{file}": text for name, part in parts.items() for file, text in part.files.items()}
    checks["course.toml"] = msgspec.toml.encode(About(course.name, course.title)).decode()
    installed = {f"grader/suites/{path}": text.encode() for path, text in checks.items()}
    # where a course has its stubs: the grader tells by them what a student has not started
    installed |= {f"grader/{path}": text.encode() for path, text in english.items() if path.endswith(".py")}
    name, wheel = make_wheel({**package_files(), **installed, **_catalogues(course, checks.values())})
    readme = translate(README, spoken()).format(
        title=translate(course.title, spoken()),
        visible=points(sum(part.points for part in parts.values())),
        total=points(course.points),
    )
    return {
        "README.md": readme.encode(),
        "requirements.txt": _requirements(name),
        name: wheel,
        **{path: text.encode() for path, text in exercises.items()},
        **{f"checks/{path}": text.encode() for path, text in checks.items() if path.endswith(".py")},
    }


def _instructor(course: Course, parts: Mapping[str, VisiblePart]) -> dict[str, bytes]:
    rows = [
        f"| {each.name} | {points(each.points)} | {points(part.points)} | {', '.join(part.withheld)} |"
        for each in course.exercises
        for part in [parts[each.name]]
    ]
    name, wheel = make_wheel(package_files())
    notes = NOTES.format(title=course.title, rows="\n".join(rows))
    return {"README.md": notes.encode(), "requirements.txt": _requirements(name), name: wheel, **course_files(course)}


def _requirements(wheel: str) -> bytes:
    return "\n".join([f"./{wheel}", *pinned(), ""]).encode()


def _catalogues(course: Course, checks: Iterable[str]) -> dict[str, bytes]:
    """The translations without what is said in hidden checks alone."""
    from babel.messages.pofile import read_po, write_po

    folders = {BUILT_IN_SUITES, course.exercises[0].suite.parent}
    suites = {path for folder in folders for pattern in ("*.py", "*.toml") for path in folder.rglob(pattern)}
    told = {text for path in suites for text in _sentences(stubs.read(path))}
    kept = {text for check in checks for text in _sentences(check)}
    kept |= {
        text for name, data in package_files().items() if name.endswith(".py") for text in _sentences(data.decode())
    }
    found = {}
    for path in sorted((PACKAGE / "locale").glob("*.po")):
        catalogue = read_po(io.BytesIO(path.read_bytes()))
        catalogue.creation_date = catalogue.revision_date = datetime(*EARLIEST)  # not now: the kit is to be the same
        for entry in list(catalogue):
            if entry.id and str(entry.id) in told - kept:
                catalogue.delete(entry.id)
        buffer = io.BytesIO()
        write_po(buffer, catalogue, width=0, no_location=True)
        found[path.relative_to(PACKAGE.parent).as_posix()] = buffer.getvalue()
    return found


def _sentences(source: str) -> set[str]:
    """The texts of a suite's Python or TOML as the catalogue has them: first lines of docstrings, `{}` for values."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return set(_strings(msgspec.toml.decode(source)))
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Constant(str(text)):
                found |= {text, *text.split("\n")[:1]}
            case ast.JoinedStr(parts):
                found.add("".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts))
    return found


def _strings(value: object) -> Iterable[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in _strings(each)]
    return [value] if isinstance(value, str) else []


def _is_plain(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts
