"""Reads and slices a submission's Python. Runs inside the sandbox only, and executes nothing."""
