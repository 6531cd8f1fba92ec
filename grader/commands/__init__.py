"""The verbs of `grade`, by who uses them; `grader.cli` grades, and hands a verb on to here."""
