"""Starts the server of a process that grades."""

from __future__ import annotations

import sys

from grader.processes.jobs import Entries
from grader.processes.serving import Server
from grader.report.model import Start


def open_server(entries: Entries, start: Start) -> Server:
    """A server of this process alone: it ends with it."""
    if sys.platform == "linux" and start == "fork":
        from grader.processes.client import OwnServer

        return OwnServer(entries)
    from grader.processes.pool_client import OwnPool

    return OwnPool(entries)
