"""The verbs of `grade`, by who uses them; `grader.cli.app` grades, and hands a verb on to here."""

from pathlib import Path

STUDENT = frozenset({"doctor", "explain", "hint", "init", "list", "reset", "server", "status", "watch"})
"""Those that are at home in a workspace, as grading is."""
TERM = frozenset({"adjust", "changes", "comment", "excuse", "extend", "history", "publish", "regrade", "undo"})
"""Those of an instructor, between the first grading of a class and the last word on it."""
INSTRUCTOR = TERM | {
    *("audit", "batch", "check", "ci", "export", "import", "new", "release", "schema", "similar", "stubs"),
}
IS_STUDENTS = not Path(__file__).with_name("instructor.py").exists()
"""Whether this is what a student's kit installs, which has the students' verbs alone (`kits/wheel.py`)."""
VERBS = STUDENT if IS_STUDENTS else STUDENT | INSTRUCTOR
"""Known without importing them; no exercise may be called like one."""
