"""Which submissions of a class are more alike than independent work is."""
