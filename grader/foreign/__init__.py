"""Assignments of other graders: they are read, never run, and become exercises of a course."""
