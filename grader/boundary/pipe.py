"""Frames over a connection of `multiprocessing`, which every system offers: sockets here, named pipes on Windows.

Bytes only, never an object: nothing that arrives is unpickled.
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from grader.boundary.frames import MAX_FRAME, DeadlinePassed, FrameError, PeerGone, check_size
from grader.feedback import phrase

if TYPE_CHECKING and sys.platform == "win32":
    from multiprocessing.connection import PipeConnection

    Connection = PipeConnection
else:
    from multiprocessing.connection import Connection as Connection

SURPLUS_SECONDS = 1.0
"""How long something that nobody asked for may take to arrive."""
TOO_LONG = "bad message length"
"""What a connection says of a frame that claims to be larger than it may be."""

ReadGuard = Callable[[float | None], contextlib.AbstractContextManager[None]]


def trusted(deadline: float | None) -> contextlib.AbstractContextManager[None]:
    """The guard of a connection with a peer that finishes what it has begun."""
    return contextlib.nullcontext()


class PipeChannel:
    """One end of a connection.

    Waiting ends at the deadline. What has begun to arrive, or is being sent, blocks until it is through: `guard` is
    the context in which it does so, and has to end a peer that takes longer than the deadline.
    """

    def __init__(self, connection: Connection, guard: ReadGuard = trusted) -> None:
        self._connection = connection
        self._guard = guard

    def send(self, payload: bytes, deadline: float | None = None) -> None:
        check_size(len(payload))
        with _told(deadline), self._guard(deadline):
            self._connection.send_bytes(payload)

    def receive(self, deadline: float | None = None) -> bytes:
        with _told(deadline):
            if not self._connection.poll(None if deadline is None else max(0.0, deadline - time.monotonic())):
                raise DeadlinePassed
            with self._guard(deadline):
                return self._connection.recv_bytes(MAX_FRAME)

    def has_input(self, seconds: float = 0.0) -> bool:
        """As of every `Frames`, within so many seconds; what waits is lost."""
        with _told(None):
            if not self._connection.poll(seconds):
                return False
        with contextlib.suppress(DeadlinePassed, FrameError):
            self.receive(time.monotonic() + SURPLUS_SECONDS)
        return True

    def close(self) -> None:
        self._connection.close()


@contextlib.contextmanager
def _told(deadline: float | None) -> Iterator[None]:
    """What went wrong with a connection, in our words."""
    try:
        yield
    except (EOFError, OSError) as error:
        if str(error) == TOO_LONG:
            reason = phrase("a frame claims to have more than the {most} bytes that are allowed", most=MAX_FRAME)
            raise FrameError(reason) from None
        if deadline is not None and time.monotonic() >= deadline:
            raise DeadlinePassed from None
        raise PeerGone from None
