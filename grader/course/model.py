"""A course: an ordered set of exercises with points, read from folders and TOML files.

A course folder holds `exercises/` (what students edit), `solutions/` (the reference), `suites/NAME/`
(the hidden checks and `exercise.toml` of the exercise NAME) and `data/NAME/` (its files of data). Nothing in here
imports TensorFlow.
"""

from __future__ import annotations

import ast
import functools
import math
import unicodedata
from collections.abc import Collection, Sequence
from difflib import get_close_matches
from keyword import iskeyword
from pathlib import Path

import msgspec

from grader.boundary import layer_sets
from grader.course.assignments import Assignment, faults
from grader.course.data import PLACES, data_files, read_data
from grader.course.toml import CourseError as CourseError
from grader.course.toml import read_toml
from grader.feedback import N_, Message, phrase
from grader.submission.private_copy import nfc

BUILT_IN_SUITES = Path(__file__).parent.parent / "suites"
FIXTURE = Path(__file__).parent.parent / "judge" / "student_module.py"
"""Where the class of the fixture `submission` is written."""


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What one submission may use in one exercise. Times are wall-clock seconds, sizes are MiB."""

    load: float = 10.0
    call: float = 5.0
    check: float = 15.0
    exercise: float = 60.0
    memory: int = 2048
    scratch: int = 64
    output: int = 4096
    """Characters of printed text that are kept per check."""


class Exercise(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One topic, as its `exercise.toml` describes it.

    `required` are the names that a submission must define; `forbidden` are patterns of library names
    that it must not use (`tf.GradientTape`, `*.tanh`). `hints` maps a check's name, or a required name that
    a check's name starts with, to the sentence shown when the check fails.
    """

    title: str
    points: float
    order: int
    required: tuple[str, ...]
    forbidden: tuple[str, ...] = ()
    layers: tuple[str, ...] = layer_sets.DEFAULT
    """The sets of Keras layers that a model may have."""
    hints: dict[str, str] = {}
    limits: Limits = Limits()
    name: str = ""
    suite: Path = Path()

    def hint(self, check: str) -> str:
        """The prepared hint of a check: its own, else that of the function it is named after, else none. The
        parameters behind a check's name, `[1]`, do not matter."""
        name = check.partition("[")[0]
        return self.hints.get(name, self.hints.get(_named_after(name, self.hints), ""))

    def function(self, check: str) -> str:
        """The required function that a check is about, which it is named after; empty for a check of several."""
        return _named_after(check.partition("[")[0], self.required)


class Demands(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """House rules of a course, which an audit holds it to: its points in total, and at least so many mistakes of each
    exercise and different alternatives of each function."""

    points: float | None = None
    mistakes: int = 1
    alternatives: int = 1


class About(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The optional `suites/course.toml`."""

    name: str = ""
    title: str = ""
    audit: Demands = Demands()
    assignments: dict[str, Assignment] = {}


class Course(msgspec.Struct, frozen=True):
    """An ordered set of exercises; `root` holds `exercises/` and `solutions/`."""

    name: str
    title: str
    root: Path
    exercises: tuple[Exercise, ...]
    demands: Demands = Demands()
    assignments: tuple[Assignment, ...] = ()

    @property
    def points(self) -> float:
        return sum(exercise.points for exercise in self.exercises)

    def choose(self, names: Sequence[str], commands: Collection[str] = ()) -> tuple[Exercise, ...]:
        """The named exercises, and those of named assignments, in the course's order; all of them without a name.
        CourseError for an unknown one says which name, or which of the `commands`, may be meant."""
        known: dict[str, tuple[str, ...]] = {exercise.name: (exercise.name,) for exercise in self.exercises}
        known |= {assignment.name: assignment.exercises for assignment in self.assignments}
        for name in names:
            if nfc(name) not in known:
                raise CourseError(_unknown(name, known, commands))
        chosen = {each for name in names for each in known[nfc(name)]}
        return tuple(exercise for exercise in self.exercises if not names or exercise.name in chosen)

    def exercise(self, name: str) -> Exercise:
        """The exercise of this name; CourseError for any other name, an assignment's too."""
        found = [exercise for exercise in self.exercises if exercise.name == name]
        if not found:
            raise CourseError(_unknown(name, [exercise.name for exercise in self.exercises], ()))
        return found[0]

    def only(self, exercises: Sequence[Exercise]) -> Course:
        """The course with these exercises alone, and the assignments that are made of them."""
        names = {exercise.name for exercise in exercises}
        kept = tuple(each for each in self.assignments if names.issuperset(each.exercises))
        return msgspec.structs.replace(self, exercises=tuple(exercises), assignments=kept)

    def solution(self, exercise: Exercise) -> Path:
        return self.root / "solutions" / f"{exercise.name}.py"


def load_course(folder: Path | None = None, reserved: Collection[str] = ()) -> Course:
    """Reads the course in `folder`, or the built-in one; CourseError names the file and the key at fault. No exercise
    and no assignment may have a `reserved` name."""
    if folder is None:
        package = BUILT_IN_SUITES.parent
        installed = (package / "solutions").is_dir() or (package / "exercises").is_dir()
        suites, root = BUILT_IN_SUITES, package if installed else package.parent
    else:
        suites, root = folder / "suites", folder
    if not suites.is_dir():
        reason = N_("{path} is not a folder; a course contains exercises/, solutions/ and suites/")
        raise CourseError(phrase(reason, path=suites))
    path = suites / "course.toml"
    about = read_toml(path, About) if path.exists() else About()
    found = [load_exercise(path, reserved) for path in sorted(suites.iterdir()) if _is_suite(path)]
    if not found:
        raise CourseError(f"{suites} contains no exercise; describe each exercise in suites/NAME/exercise.toml")
    _refuse_twins(found)
    for exercise in found:
        data_files(root.resolve(), exercise.name)  # told now if it cannot be handed out
    name = about.name or root.resolve().name
    exercises = tuple(sorted(found, key=lambda e: e.order))
    for key, fault in faults(about.assignments, [exercise.name for exercise in exercises], reserved):
        raise CourseError(phrase("{path}: {key}: {reason}", path=path, key=key, reason=fault))
    assignments = tuple(msgspec.structs.replace(each, name=nfc(key)) for key, each in about.assignments.items())
    return Course(name, about.title or name, root.resolve(), exercises, about.audit, assignments)


def course_files(course: Course) -> dict[str, bytes]:
    """All files of a course by their place in its folder, as `load_course` reads them."""
    folders = {"suites": course.exercises[0].suite.parent}
    folders |= {name: course.root / name for name in ("solutions", "exercises")}
    found = {
        f"{name}/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for name, folder in folders.items()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    data = [content for exercise in course.exercises for content in read_data(course.root, exercise.name).items()]
    copies = {f"{place}/{name}" for place in map(Path.as_posix, PLACES) for name, _content in data}
    return {name: content for name, content in found.items() if name not in copies} | dict(data)


def _named_after(check: str, names: Collection[str]) -> str:
    """The longest of the names that a check's own name starts with."""
    return max((name for name in names if begins_with(check, name)), key=len, default="")


def begins_with(check: str, name: str) -> bool:
    """Whether a check, such as `test_relu_examples`, is named after this function."""
    return f"{check.removeprefix('test_')}_".startswith(f"{name}_")


def _unknown(name: str, known: Collection[str], commands: Collection[str]) -> Message:
    """What to say about a name that is not an exercise; a path such as `exercises/gates.py` counts as its stem."""
    near = get_close_matches(Path(name).stem.lower(), [*known, *commands], n=1)
    reason = N_(
        "there is no exercise {name}. The exercises of this course are: {known} (`grade -h` lists the commands)"
    )
    if near:
        reason = N_("there is no exercise {name}. Did you mean {near}? The exercises of this course are: {known}")
    meant = "".join(f"grade {each}" if each in commands else each for each in near)
    return phrase(reason, name=repr(name), near=meant, known=", ".join(known))


def _is_suite(path: Path) -> bool:
    """Whether a folder is meant as a suite, also without its `exercise.toml`, so that a missing one is noticed."""
    return path.is_dir() and ((path / "exercise.toml").exists() or any(path.glob("test_*.py")))


def load_exercise(suite: Path, reserved: Collection[str] = ()) -> Exercise:
    path = suite / "exercise.toml"
    found = read_toml(path, Exercise)
    if found.name or found.suite != Path():
        raise CourseError(f"{path}: remove the keys name and suite; the folder's name is the name of the exercise")
    if suite.name in reserved:
        raise CourseError(
            f"{suite}: {suite.name!r} is a command of grade, so it cannot be the name of an exercise; rename the folder"
        )
    if not is_name(suite.name):
        raise CourseError(
            f"{suite}: {suite.name!r} is not a Python name, so it cannot be the name of an exercise; rename the folder"
        )
    _require_positive(path, "points", found.points)
    if not found.required:
        raise CourseError(f"{path}: required: name at least one function that a submission must define")
    for name in found.required:
        if not is_name(name):
            raise CourseError(f"{path}: required: {name!r} is not a Python name")
        if name in fixture_names():
            reason = "is the name of a method of the fixture `submission`, so suites cannot call your function"
            raise CourseError(f"{path}: required: {name!r} {reason}; rename the function")
    for name in found.layers:
        if name not in layer_sets.SETS:
            raise CourseError(_no_set(path, name))
    for key in Limits.__struct_fields__:
        _require_positive(path, f"limits.{key}", getattr(found.limits, key))
    if not any(suite.glob("test_*.py")):
        raise CourseError(f"{suite} contains no test_*.py; an exercise needs at least one file of checks")
    return msgspec.structs.replace(found, name=suite.name, suite=suite.resolve())


def _no_set(path: Path, name: str) -> Message:
    """What to say about a set of layers that there is not; the name of a layer counts as that of its set."""
    holding = [known for known, layers in layer_sets.SETS.items() if name in layers]
    near = (holding or get_close_matches(name.lower(), layer_sets.SETS, n=1))[:1]
    reason = N_("{path}: layers: there is no set {name}. The sets of Keras layers are: {known}")
    if near:
        reason = N_(
            "{path}: layers: there is no set {name}. Did you mean {near}? The sets of Keras layers are: {known}"
        )
    known = ", ".join(layer_sets.SETS)
    return phrase(reason, path=path, name=repr(name), near=repr("".join(near)), known=known)


@functools.cache
def fixture_names() -> frozenset[str]:
    """The names that `submission.NAME` in a suite has taken already. They are read from the source of its class, since
    importing that would import TensorFlow."""
    source = ast.parse(FIXTURE.read_text(encoding="utf-8"))
    fixture = next(node for node in source.body if isinstance(node, ast.ClassDef) and node.name == "StudentModule")
    methods = {node.name for node in fixture.body if isinstance(node, ast.FunctionDef)}
    attributes = {node.attr for node in ast.walk(fixture) if isinstance(node, ast.Attribute)}
    return frozenset(methods | {name for name in attributes if name.startswith("_")})


def alike_name(name: str) -> str:
    """The same for names that Python, or a system that does not know capitals, cannot tell apart."""
    return unicodedata.normalize("NFKC", name).casefold()


def is_name(text: str) -> bool:
    return text.isidentifier() and not iskeyword(text)


def _require_positive(path: Path, key: str, value: float) -> None:
    if not 0 < value < math.inf:  # nan fails as well
        raise CourseError(f"{path}: {key} must be a number above 0, but is {value:g}")


def _refuse_twins(exercises: Sequence[Exercise]) -> None:
    orders: dict[int, Exercise] = {}
    names: dict[str, Exercise] = {}
    for exercise in exercises:
        alike = names.setdefault(alike_name(exercise.name), exercise)
        if alike is not exercise:
            raise CourseError(
                f"{exercise.suite}: {exercise.name} and {alike.name} are one name to Python or to some systems; "
                "rename one of the folders"
            )
        twin = orders.setdefault(exercise.order, exercise)
        if twin is not exercise:
            path = exercise.suite / "exercise.toml"
            raise CourseError(
                f"{path}: {twin.name} has the order {exercise.order} too; give each exercise a different order"
            )
