"""The answers of foreign cells as blocks from `# BEGIN SOLUTION` to `# END SOLUTION`, which stubs leave out."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.course.stubs import BEGIN, END
from grader.foreign.code import statements

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
WRITE = "# YOUR CODE HERE: "


def marked(source: str, answer: frozenset[int]) -> str:
    """Code with its answers in blocks. One outside every function becomes whole statements, above which a comment names
    what is to be written: the stub has nothing in its place."""
    if not answer:
        return source
    lines = source.split("\n")
    tree = ast.parse(source)
    inside = _in_functions(tree, answer)
    outside = [each for each in statements(source) if (answer & set(each.lines)) - inside]
    blocks = [(list(each.lines), True) for each in outside]
    within = inside - {number for each in outside for number in each.lines}
    blocks += [(block, False) for block in _blocks(lines, within)]
    result = list(lines)
    for block, at_margin in sorted(_joined(blocks, lines), reverse=True):
        first = lines[block[0] - 1]
        indent = first[: len(first) - len(first.lstrip())]
        names = sorted({name for each in outside if each.lines[0] in block for name in each.bound})
        told = [f"{WRITE}{', '.join(names)}"] if at_margin and names else []
        text = lines[block[0] - 1 : block[-1]]
        result[block[0] - 1 : block[-1]] = [*told, f"{indent}{BEGIN}", *text, f"{indent}{END}"]
    return "\n".join(result)


def bodies(source: str, wanted: frozenset[str]) -> frozenset[int]:
    """The lines of what binds these names, of functions the lines below the docstring: the answers of a solution that
    does not mark them."""
    found: set[int] = set()
    for statement in statements(source):
        if statement.bound & wanted and not statement.is_import:
            match statement.node:
                case ast.FunctionDef(body=body) | ast.AsyncFunctionDef(body=body):
                    rest = body[1:] if _is_text(body[0]) and len(body) > 1 else body
                    found |= set(range(rest[0].lineno, statement.lines[-1] + 1))
                case _:
                    found |= set(statement.lines)
    return frozenset(found)


def _is_text(node: ast.stmt) -> bool:
    match node:
        case ast.Expr(ast.Constant(str())):
            return True
    return False


def _in_functions(tree: ast.Module, answer: frozenset[int]) -> set[int]:
    """The lines of the answers that are in bodies of functions, up to the ends of their statements."""
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, FunctionNode) and node.body[0].lineno > node.lineno:
            body = range(node.body[0].lineno, (node.end_lineno or 0) + 1)
            mine = answer & set(body)
            if _is_text(node.body[0]):  # the docstring stays in the stub
                mine -= set(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
            found |= mine
            found |= {number for each in _simple(node) if mine & set(each) for number in each}
    return found


def _simple(function: FunctionNode) -> Iterator[range]:
    """The lines of the statements in a function that hold no other one, and of the heads of those that do: a head goes
    with its body."""
    for node in ast.walk(function):
        if isinstance(node, ast.stmt) and node is not function and not isinstance(getattr(node, "body", None), list):
            yield range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _blocks(lines: list[str], answer: set[int]) -> Iterator[list[int]]:
    """Runs of lines, each as deep as its first one or deeper; lines that say nothing do not part them."""
    block: list[int] = []
    for number in sorted(answer):
        line = lines[number - 1]
        if not line.strip():
            continue
        between = range(block[-1] + 1, number) if block else range(0)
        parted = any(lines[each - 1].strip() for each in between)
        if block and not parted and _depth(line) >= _depth(lines[block[0] - 1]):
            block = [*block, *between, number]
            continue
        if block:
            yield block
        block = [number]
    if block:
        yield block


def _joined(blocks: list[tuple[list[int], bool]], lines: list[str]) -> Iterator[tuple[list[int], bool]]:
    """Blocks at the margin with nothing but empty lines between them as one."""
    last: tuple[list[int], bool] | None = None
    for block, at_margin in sorted(blocks):
        if last is not None and last[1] and at_margin and not any(map(str.strip, lines[last[0][-1] : block[0] - 1])):
            last = (list(range(last[0][0], block[-1] + 1)), True)
            continue
        if last is not None:
            yield last
        last = (block, at_margin)
    if last is not None:
        yield last


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())
