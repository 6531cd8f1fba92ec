"""What every error has in common that the user can put right."""


class UsageError(Exception):
    """Something on the command line, or around it: the message is one clear line, and `grade` ends with 2."""
