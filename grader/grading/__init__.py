"""Grades one submission: from files to tasks, from what a judge says to a report."""
