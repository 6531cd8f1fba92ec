"""Stubs: the files and notebooks that students start from, made from the reference solutions."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from pathlib import Path

from grader.course.data import handed_out, read_data
from grader.course.model import Course, CourseError, Exercise
from grader.course.notebooks import make_notebook
from grader.feedback import N_, phrase
from grader.files import read, read_bytes, write
from grader.language import translate

BEGIN, END = "# BEGIN SOLUTION", "# END SOLUTION"
RAISE = "raise NotImplementedError"
WRITE = N_("write this function")
TO_DO = f'{RAISE}("{WRITE}")'


class MarkerError(ValueError):
    """A marker without its partner."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason


def make_stub(solution: str, language: str = "en") -> str:
    """The solution without its answers: each block from BEGIN to END becomes a line that raises NotImplementedError.
    Its docstrings are said in `language`.

    A block at the left margin (a decorator, a helper that only the solution needs) is left out completely, since a stub
    must load. ValueError names the line of a marker that has no partner, and says when there is no marker at all.
    """
    lines = solution.split("\n")
    blocks = answers(solution)
    if not blocks:
        raise ValueError(f"there is no {BEGIN}, so the stub would give the whole solution away")
    for block in reversed(blocks):
        indent = lines[block[0] - 1].partition("#")[0]
        lines[block[0] - 1 : block[-1]] = [indent + TO_DO] if indent else []
    return in_language("\n".join(lines), language)


def answers(solution: str) -> list[range]:
    """The blocks of a solution that students write: the numbers of their lines, from 1, with those of the markers.

    MarkerError names the line of a marker that has no partner.
    """
    found = []
    begun = 0
    for number, line in enumerate(solution.split("\n"), start=1):
        marker = line.strip()
        if marker == BEGIN and begun:
            raise MarkerError(number, f"{BEGIN} is inside the block that begins on line {begun}")
        if marker == END and not begun:
            raise MarkerError(number, f"{END} has no {BEGIN} before it")
        if marker == BEGIN:
            begun = number
        if marker == END:
            found.append(range(begun, number + 1))
            begun = 0
    if begun:
        raise MarkerError(begun, f"{BEGIN} has no {END} after it")
    return found


def in_language(stub: str, language: str) -> str:
    """An English stub with the translation of each docstring in its place; the code stays as it is."""
    if language == "en":
        return stub
    lines = stub.replace(TO_DO, f'{RAISE}("{translate(WRITE, language)}")').split("\n")
    owners = ast.Module | ast.FunctionDef | ast.ClassDef
    nodes = [node for node in ast.walk(ast.parse(stub)) if isinstance(node, owners)]
    texts = [(node.body[0], text) for node in nodes if (text := ast.get_docstring(node))]
    for node, text in sorted(texts, key=lambda pair: -pair[0].lineno):  # from below, so that the lines above stay
        said = translate(text, language)
        if said != text:
            indent = " " * node.col_offset
            rest = lines[(node.end_lineno or 0) - 1].encode()[node.end_col_offset :].decode()
            lines[node.lineno - 1 : node.end_lineno] = f"{indent}{docstring(said, indent)}{rest}".split("\n")
    return "\n".join(lines)


def docstring(text: str, indent: str) -> str:
    """Python that says `text` in triple quotes; its further lines are indented."""
    quotable = re.sub(r'"(?="|\Z)', r"\"", text.replace("\\", "\\\\"))
    lines = [f"{indent}{line}" if line else line for line in quotable.split("\n")]
    inside = "\n".join(lines).removeprefix(indent)
    return f'"""{inside}\n{indent}"""' if len(lines) > 1 else f'"""{inside}"""'


def files(course: Course, language: str) -> dict[Path, str]:
    """What students start from: the text of `NAME.py` and `notebooks/NAME.ipynb` of every exercise."""
    found: dict[Path, str] = {}
    for exercise in course.exercises:
        found |= files_of(course, exercise, language)
    return found


def files_of(course: Course, exercise: Exercise, language: str) -> dict[Path, str]:
    """The two files of one exercise."""
    stub = stub_of(course, exercise, language)
    if stub is None:
        raise CourseError(phrase("{path}: there is no such file", path=course.solution(exercise)))
    name = exercise.name
    return {Path(f"{name}.py"): stub, Path("notebooks", f"{name}.ipynb"): make_notebook(stub, name, language)}


def data_of(course: Course, exercises: Sequence[Exercise]) -> dict[Path, bytes]:
    """The data of exercises by its places in a workspace, or in the course's own folder."""
    data = (read_data(course.root, exercise.name) for exercise in exercises)
    return {path: content for found in data for path, content in handed_out(found).items()}


def is_alike(path: Path, content: str | bytes) -> bool:
    """Whether a file holds this; of text, whatever its line ends."""
    return (read_bytes(path) if isinstance(content, bytes) else read(path)) == content


def write_stubs(course: Course, force: bool = False) -> list[Path]:
    """Writes `exercises/` of a course from its solutions, with the data; returns the files that changed.

    A file that somebody has edited is overwritten only with `force`: otherwise CourseError names it, and nothing is
    written.
    """
    texts: dict[Path, str | bytes] = {
        course.root / "exercises" / path: text for path, text in files(course, "en").items()
    }
    texts |= {course.root / path: content for path, content in data_of(course, course.exercises).items()}
    stale = {path: text for path, text in texts.items() if not path.exists() or not is_alike(path, text)}
    edited = [str(path) for path in stale if path.exists()]
    if edited and not force:
        raise CourseError(
            f"nothing was written, because these files differ from their stubs: {', '.join(edited)}; "
            "--force overwrites them"
        )
    for path, text in stale.items():
        write(path, text)
    return list(stale)


def stub_of(course: Course, exercise: Exercise, language: str = "en") -> str | None:
    """What a student starts from: made from the solution, else the course's own copy; None without either."""
    solution, copy = course.solution(exercise), course.root / "exercises" / f"{exercise.name}.py"
    if not solution.is_file():
        return in_language(read(copy), language) if copy.is_file() else None
    try:
        return make_stub(read(solution), language)
    except ValueError as error:
        raise CourseError(f"{solution}: {error}") from None
