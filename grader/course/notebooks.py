"""Notebooks: the stubs as cells, for students who work in JupyterLab or Colab."""

from __future__ import annotations

import ast
from typing import Any, NamedTuple

from grader.feedback import N_
from grader.language import say, translate

SCRATCH = N_("# Try your functions here.")
CHECK = N_(
    "# This cell checks what you have run above, saved or not.\n"
    "# Or save the notebook, then run in a terminal: grade {name}"
)
CALL = 'from grader import check\n\ncheck("{name}")'
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


class StubCell(NamedTuple):
    """A part of a stub; `name` is that of its function, empty for imports and the like."""

    name: str
    source: str


def make_notebook(stub: str, exercise: str, language: str) -> str:
    """The stub as a notebook in nbformat 4.5: what it explains, its imports, each function, a cell to try things, and
    one that grades.

    The same stub makes the same text; there are no outputs.
    """
    import nbformat  # half a second, and only those who write notebooks need it
    from nbformat import v4

    title, _, rest = (ast.get_docstring(ast.parse(stub)) or exercise).partition("\n")
    cells = [v4.new_markdown_cell(f"# {title.removesuffix('.')}\n{rest}".rstrip())]
    cells += [v4.new_code_cell(cell.source, metadata=_metadata(cell)) for cell in split(stub)]
    cells.append(v4.new_code_cell(translate(SCRATCH, language), metadata={"tags": ["scratch"]}))
    check = f"{say(CHECK, language, name=exercise)}\n{CALL.format(name=exercise)}"
    cells.append(v4.new_code_cell(check, metadata={"tags": ["check"]}))
    for number, cell in enumerate(cells, start=1):
        cell["id"] = f"cell-{number}"  # nbformat's own ids are random
    return str(nbformat.writes(v4.new_notebook(cells=cells, metadata=METADATA))) + "\n"


def split(stub: str) -> list[StubCell]:
    """The code of a stub without its own docstring: a cell for each function, one for what stands between two."""
    lines = stub.split("\n")
    cells: list[tuple[str, int, int]] = []
    body = ast.parse(stub).body
    end = 0
    if body and _is_text(body[0]):
        end = body.pop(0).end_lineno or 0
    for node in body:
        name = node.name if isinstance(node, ast.FunctionDef | ast.ClassDef) else ""
        begin, end = end, node.end_lineno or 0  # a comment belongs to what comes after it
        if cells and not name and not cells[-1][0]:
            begin = cells.pop()[1]
        cells.append((name, begin, end))
    return [StubCell(name, "\n".join(lines[begin:end]).strip("\n")) for name, begin, end in cells]


def _metadata(cell: StubCell) -> dict[str, Any]:
    return {"name": cell.name, "tags": ["function"]} if cell.name else {}


def _is_text(node: ast.stmt) -> bool:
    match node:
        case ast.Expr(ast.Constant(str())):
            return True
    return False
