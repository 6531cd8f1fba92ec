"""`python -m grader` is `grade`."""

from grader.cli.app import main

main()
