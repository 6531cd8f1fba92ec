"""Hands an open connection or file to a process that runs already, by what `multiprocessing` has for it."""

from __future__ import annotations

from multiprocessing import connection, reduction
from typing import Any

from grader.boundary.pipe import Connection


def hand_over(peer: Connection, handle: int, pid: int) -> None:
    """Gives process `pid`, at the other end of `peer`, a copy of a handle; OSError when it is gone."""
    reduction.send_handle(peer, handle, pid)


def take_over(peer: Connection) -> int:
    """The handle that the other end gives. It is trusted: Windows has it tell where the handle is in an object."""
    handle: int = reduction.recv_handle(peer)
    return handle


def connected(handle: int) -> Connection:
    """The connection behind a handle: of a named pipe on Windows, elsewhere of a socket."""
    kind: Any = getattr(connection, "PipeConnection", Connection)
    made: Connection = kind(handle)
    return made
