"""The assertions of nose as those of unittest, which took them over: nose runs on no Python of today."""

from __future__ import annotations

import ast

from grader.foreign.model import ForeignAssignment

NOSE = {
    "assert_equal": "assertEqual",
    "assert_equals": "assertEqual",
    "assert_not_equal": "assertNotEqual",
    "assert_true": "assertTrue",
    "assert_false": "assertFalse",
    "assert_is": "assertIs",
    "assert_is_none": "assertIsNone",
    "assert_is_not_none": "assertIsNotNone",
    "assert_is_instance": "assertIsInstance",
    "assert_in": "assertIn",
    "assert_not_in": "assertNotIn",
    "assert_greater": "assertGreater",
    "assert_greater_equal": "assertGreaterEqual",
    "assert_less": "assertLess",
    "assert_less_equal": "assertLessEqual",
    "assert_almost_equal": "assertAlmostEqual",
    "assert_almost_equals": "assertAlmostEqual",
    "assert_count_equal": "assertCountEqual",
    "assert_list_equal": "assertListEqual",
    "assert_dict_equal": "assertDictEqual",
    "assert_raises": "assertRaises",
    "eq_": "assertEqual",
    "ok_": "assertTrue",
}
"""What nose called the assertions of unittest."""


def without_nose(assignment: ForeignAssignment) -> ForeignAssignment:
    """The assignment with what it imports of nose made of unittest."""
    parts = (part if part.is_text else part._replace(source=_modern(part.source)) for part in assignment.parts)
    tests = (test._replace(source=_modern(test.source)) for test in assignment.tests)
    return assignment._replace(parts=tuple(parts), tests=tuple(tests))


def _modern(source: str) -> str:
    """No line moves: some are known by their numbers."""
    if "nose" not in source:
        return source
    lines = source.split("\n")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "nose":
            names = {alias.name: alias.asname or alias.name for alias in node.names}
            wanted = {name: name for name in NOSE} if "*" in names else names
            made = [f"{own} = TestCase().{NOSE[name]}" for name, own in wanted.items() if name in NOSE]
            last = node.end_lineno or node.lineno
            indent = " " * node.col_offset
            lines[node.lineno - 1 : last] = [indent + "; ".join(["from unittest import TestCase", *made])]
            lines[node.lineno : node.lineno] = [""] * (last - node.lineno)
    return "\n".join(lines)
