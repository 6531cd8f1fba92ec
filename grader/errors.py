"""What every error has in common that the user can put right."""

from grader.feedback import Problem


class UsageError(Problem):
    """Something on the command line, or around it: the message is one clear line, and `grade` ends with 2."""
