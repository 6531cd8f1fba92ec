"""The report on one submission: the model, and one module a format. Imports nothing else of the grader
but the language that it speaks."""
