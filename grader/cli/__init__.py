"""The verbs of `grade`, by who uses them; `grader.cli.app` grades, and hands a verb on to here."""

VERBS = frozenset({"audit", "batch", "ci", "export", "init", "list", "release", "schema", "stubs"})
"""Known without importing them; no exercise may be called like one."""
