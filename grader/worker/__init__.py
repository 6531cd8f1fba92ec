"""Runs a submission. Inside the sandbox only."""
