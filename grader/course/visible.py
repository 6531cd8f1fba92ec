"""The part of a suite that students may have: its visible checks and what they need, nothing that reveals a solution.

A check is left out when it is hidden, and when it is not certain that it is visible. A visible one is withheld when its
source, or what it reaches, holds a line or an expression of the solution, with or without conversions such as
`np.asarray`, or a function that stands in for one that students write (the same arguments, and the same name where that
is one argument), and when it uses a helper module beside the suite. Its points then come on top, as those of the hidden
checks do.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Collection, Iterable, Iterator, Mapping

import msgspec

from grader.course.checks import bound, called, declared, statements
from grader.course.guide import FILE as GUIDE
from grader.course.guide import read_guide
from grader.course.model import CourseError, Exercise
from grader.course.stubs import BEGIN, END, answers, make_stub
from grader.files import read

MIN_LINE = 13
"""Characters of a line that reveals something; shorter lines are `return x` and the like."""
MIN_OPERATIONS = 3
"""Calls, operators and the like in an expression that tells something."""
MIN_BARE = 2
"""The same where conversions are left out: `x @ w + b`."""
CONVERSIONS = {
    *("array", "asarray", "constant", "convert_to_tensor", "cast", "astype", "numpy", "float32", "float64"),
    *("float", "int", "list", "tuple", "plain", "as_numbers", "array32"),
}
"""Functions and methods whose result is their argument in another form."""
OPERATIONS = (ast.Call, ast.BinOp, ast.Compare, ast.Subscript, ast.IfExp, ast.UnaryOp)


class VisiblePart(msgspec.Struct, frozen=True):
    """Files of a suite by name, no files if nothing is left, their points, and the visible checks that were
    withheld."""

    files: dict[str, str]
    points: float
    withheld: tuple[str, ...]


class Secret(msgspec.Struct, frozen=True):
    """What a solution consists of: lines, expressions, and the functions that students write with their arguments."""

    lines: frozenset[str]
    expressions: frozenset[str]
    bare: frozenset[str]
    """Expressions without conversions."""
    functions: dict[str, list[str]]

    def is_told_by(self, source: str, statement: ast.stmt) -> bool:
        arguments = _arguments(statement)
        if arguments and arguments == self.functions.get(getattr(statement, "name", "")):
            return True
        if arguments and len(arguments) > 1 and arguments in self.functions.values():
            return True
        if not self.lines.isdisjoint(_lines(source)) or not self.expressions.isdisjoint(_expressions(statement)):
            return True
        return not self.bare.isdisjoint(_bare(statement))


def secret_of(exercise: Exercise, solution: str) -> Secret:
    """What must not reach students; what the stub contains too is not secret."""
    stub = make_stub(solution)
    every = solution.split("\n")
    lines = _lines("\n".join(every[number - 1] for block in answers(solution) for number in block))
    expressions = set(_expressions(ast.parse(solution))) - set(_expressions(ast.parse(stub)))
    bare = _bare(ast.parse(solution)) - _bare(ast.parse(stub))
    functions = {
        node.name: arguments
        for node in ast.parse(solution).body
        if isinstance(node, ast.FunctionDef) and node.name in exercise.required
        if (arguments := _arguments(node)) is not None
    }
    return Secret(frozenset(lines - _lines(stub)), frozenset(expressions), frozenset(bare), functions)


def visible_part(exercise: Exercise, solution: str) -> VisiblePart:
    """What students may have of the exercise's suite. CourseError for a suite with a `conftest.py`: what such a file
    does to checks cannot be seen from outside."""
    if (exercise.suite / "conftest.py").exists():
        where = exercise.suite / "conftest.py"
        raise CourseError(
            f"{where}: the kit cannot tell which checks a conftest.py hides; move its fixtures into the test files"
        )
    secret = secret_of(exercise, solution)
    props = _Module(read(exercise.suite / "props.py")) if (exercise.suite / "props.py").exists() else _Module("")
    helpers = {path.stem for path in exercise.suite.glob("*.py")} - {"props"}
    files: dict[str, str] = {}
    checks: dict[str, float] = {}
    withheld: list[str] = []
    used: set[str] = set()
    for path in sorted(exercise.suite.glob("test_*.py")):
        module = _Module(read(path))
        kept: set[str] = set()
        for check in filter(lambda each: each.is_visible, declared(module.tree, exercise.name)):
            needed = module.reach([check.name])
            also = props.reach(props.wanted_by(module.statements[each] for each in needed))
            if module.tells(secret, needed) or props.tells(secret, also) or module.imports(helpers, needed):
                withheld.append(check.name)
            else:
                kept, used = kept | needed, used | also
                checks[check.name] = check.points
        if kept:
            files[path.name] = module.text(kept)
    if used:
        files["props.py"] = props.text(used)
    if files:
        files["exercise.toml"] = _describe(exercise, checks)
    if files and (guide := read_guide(exercise)):
        files[GUIDE] = msgspec.toml.encode({check: guide[check] for check in checks if check in guide}).decode()
    return VisiblePart(files, sum(checks.values()), tuple(withheld))


class _Module:
    """A file of a suite by the names that its statements bind."""

    def __init__(self, source: str) -> None:
        self.lines = source.split("\n")
        self.tree = ast.parse(source)
        self.statements = statements(self.tree)

    def reach(self, names: Iterable[str]) -> set[str]:
        """These names, and all top-level names that their statements use, fixtures included."""
        found, waiting = set(), [name for name in names if name in self.statements]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += [used for used in _used(self.statements[name]) if used in self.statements]
        return found

    def wanted_by(self, statements: Iterable[ast.stmt]) -> list[str]:
        """The names of this module, the props, that others use as `props.NAME`; all where a name is computed."""
        nodes = [node for statement in statements for node in ast.walk(statement)]
        if any(isinstance(node, ast.Call) and called(node) == "getattr" for node in nodes):
            return list(self.statements)
        return [node.attr for node in nodes if isinstance(node, ast.Attribute) and called(node.value) == "props"]

    def tells(self, secret: Secret, names: Iterable[str]) -> bool:
        statements = {id(self.statements[name]): self.statements[name] for name in names}.values()
        return any(secret.is_told_by(self._source(statement), statement) for statement in statements)

    def imports(self, modules: Collection[str], names: set[str]) -> bool:
        """Whether what binds these names uses something of these modules, which students do not have."""
        used = {used for name in names for used in _used(self.statements[name])}
        found = (each for node in self.tree.body if _is_import(node) for each in _only(node, used))
        return any(name.partition(".")[0] in modules for each in found for name in _imported(ast.parse(each).body[0]))

    def text(self, names: set[str]) -> str:
        """The statements that bind these names, in their order, and the imports of what they use."""
        chosen = [node for node in self.tree.body if not names.isdisjoint(bound(node)) and not _is_import(node)]
        used = {used for node in chosen for used in _used(node)}
        imports = [each for node in self.tree.body if _is_import(node) for each in _only(node, used)]
        blocks = [*(["\n".join(imports)] if imports else []), *map(self._source, chosen)]
        return "\n\n\n".join(blocks) + "\n"

    def _source(self, node: ast.stmt) -> str:
        first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))])
        last = node.end_lineno or first
        alone = all(other is node or other.lineno > last or (other.end_lineno or 0) < first for other in self.tree.body)
        return "\n".join(self.lines[first - 1 : last]) if alone else ast.unparse(node)


def _describe(exercise: Exercise, checks: Mapping[str, float]) -> str:
    """The `exercise.toml` of the visible part: its points, and the hints that belong to one of its checks."""
    told = {exercise.hint(check) for check in checks}
    fields = msgspec.to_builtins(exercise, builtin_types=[], enc_hook=str)
    fields |= {"points": sum(checks.values())}
    fields["hints"] = {key: hint for key, hint in exercise.hints.items() if hint in told}
    del fields["name"], fields["suite"]
    return msgspec.toml.encode(fields).decode()


def _used(node: ast.AST) -> set[str]:
    """Names that are looked up, and those of arguments: they may be fixtures."""
    names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    return names | {each.arg for each in ast.walk(node) if isinstance(each, ast.arg)}


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def _imported(node: ast.stmt) -> list[str]:
    """The modules that an import names."""
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []


def _only(node: ast.stmt, used: set[str]) -> Iterator[str]:
    """An import without what is not used; nothing at all where none of it is."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        names = [alias for alias, name in zip(node.names, bound(node), strict=True) if name in used]
        if names and isinstance(node, ast.Import):
            yield ast.unparse(ast.Import(names))
        elif names and isinstance(node, ast.ImportFrom):
            yield ast.unparse(ast.ImportFrom(node.module, names, node.level))


def _arguments(node: ast.AST) -> list[str] | None:
    if not isinstance(node, ast.FunctionDef):
        return None
    return [each.arg for each in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]


def _lines(text: str) -> set[str]:
    return {line for line in map(str.strip, text.split("\n")) if len(line) >= MIN_LINE and line not in (BEGIN, END)}


def _expressions(tree: ast.AST) -> set[str]:
    """The expressions that are long enough to tell something, each as text without its formatting."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.expr) and not isinstance(node, ast.Slice)]
    return {ast.unparse(node) for node in found if _size(node) >= MIN_OPERATIONS}


def _bare(tree: ast.AST) -> set[str]:
    """The formulas without conversions: at least two names and some arithmetic, or a function of it."""
    bare = _WithoutConversions().visit(copy.deepcopy(tree))
    found = [node for node in ast.walk(bare) if _is_formula(node) and _size(node) >= MIN_BARE]
    return {ast.unparse(node) for node in found if len({*_names(node)}) > 1}


def _is_formula(node: ast.AST) -> bool:
    is_of_one = isinstance(node, ast.Call) and any(map(_is_formula, node.args))
    return is_of_one or isinstance(node, ast.BinOp | ast.Compare)


def _names(node: ast.AST) -> Iterator[str]:
    return (each.id for each in ast.walk(node) if isinstance(each, ast.Name))


class _WithoutConversions(ast.NodeTransformer):
    """Leaves what is computed, in one way of writing it."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        match node:
            case ast.Call(ast.Name(name) | ast.Attribute(ast.Name("np" | "tf"), name), [first, *_]) if (
                name in CONVERSIONS
            ):
                return first
            case ast.Call(ast.Attribute(ast.Name("np" | "tf"), "equal"), [left, right]):
                return ast.Compare(left, [ast.Eq()], [right])
            case ast.Call(ast.Attribute(value, name)) if name in CONVERSIONS:
                return value
        return node


def _size(node: ast.AST) -> int:
    return sum(isinstance(each, OPERATIONS) for each in ast.walk(node))
