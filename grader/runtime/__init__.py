"""Processes and the boundary between them: fork server, worker, sandbox, frames, values."""
