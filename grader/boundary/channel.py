"""Length-prefixed frames over a stream socket, with caps and absolute deadlines. Linux only.

Both ends of the boundary use this. The judge's end must survive a peer that sends too much, too little,
too early, or nothing: every read and write has a deadline, and a length is checked before it is believed.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import struct
import sys
import time
from collections.abc import Callable, Sequence

assert sys.platform == "linux"

from grader.boundary.frames import MAX_FRAME, DeadlinePassed, FrameError, PeerGone, check_size
from grader.feedback import phrase

HEADER = struct.Struct(">I")
CHUNK = 1024 * 1024
MAX_DESCRIPTORS = 4
PEER = struct.Struct("3i")
"""Process, user and group, as the kernel tells of a peer."""


def nothing() -> None:
    """The default `meanwhile`: does nothing."""


class Channel:
    """One end of a framed connection; `deadline` is an absolute `time.monotonic()` value or None for no limit."""

    def __init__(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        self._socket = connection

    @classmethod
    def of(cls, descriptor: int) -> Channel:
        """A channel on an inherited or received descriptor; family and type are given, since a locked process cannot
        ask for them."""
        return cls(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, fileno=descriptor))

    def fileno(self) -> int:
        return self._socket.fileno()

    def send(self, payload: bytes, deadline: float | None = None, descriptors: Sequence[int] = ()) -> None:
        """Sends one frame, and descriptors with it; FrameError when it is above the cap, PeerGone, DeadlinePassed."""
        check_size(len(payload))
        frame = HEADER.pack(len(payload)) + payload  # sent at once, since each sending wakes the peer
        sent = 0
        if descriptors:
            try:
                sent = socket.send_fds(self._socket, [frame], list(descriptors))
            except (BrokenPipeError, ConnectionResetError):
                raise PeerGone from None
        self._send_all(memoryview(frame)[sent:], deadline)

    def receive_with_descriptors(self, deadline: float | None = None) -> tuple[bytes, list[int]]:
        """Receives one frame from a trusted peer, and the descriptors that came with it."""
        self._wait(select.POLLIN, deadline, None, nothing)
        try:
            header, descriptors, _, _ = socket.recv_fds(self._socket, HEADER.size, MAX_DESCRIPTORS)
        except ConnectionResetError:
            raise PeerGone from None
        if not header:
            raise PeerGone
        header += self._receive_exactly(HEADER.size - len(header), deadline, None, nothing)
        (length,) = HEADER.unpack(header)
        return self._receive_exactly(length, deadline, None, nothing), descriptors

    def receive(
        self, deadline: float | None = None, *, watch: int | None = None, meanwhile: Callable[[], None] = nothing
    ) -> bytes:
        """Receives one frame; while waiting, calls `meanwhile` whenever the descriptor `watch` is readable."""
        (length,) = HEADER.unpack(self._receive_exactly(HEADER.size, deadline, watch, meanwhile))
        if length > MAX_FRAME:
            raise FrameError(
                phrase(
                    "a frame claims to have {size} bytes, but at most {most} are allowed", size=length, most=MAX_FRAME
                )
            )
        return self._receive_exactly(length, deadline, watch, meanwhile)

    def has_input(self) -> bool:
        """Whether bytes are waiting: between an answer and the next question, nothing may be. PeerGone."""
        try:
            waiting = self._socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except ConnectionResetError:
            raise PeerGone from None
        if not waiting:
            raise PeerGone
        return True

    def hangs_up(self, seconds: float) -> bool:
        """Whether the peer hangs up within so many seconds, or this end has; input that waits says that it does not."""
        poll = select.poll()
        try:
            poll.register(self._socket, select.POLLIN)
            return bool(poll.poll(seconds * 1000)) and not self.has_input()
        except (PeerGone, OSError, ValueError):  # a ValueError where this end is closed
            return True

    def close(self) -> None:
        """Hangs up; another thread that waits here is woken."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _send_all(self, view: memoryview, deadline: float | None) -> None:
        while view:
            try:
                view = view[self._socket.send(view) :]
            except BlockingIOError:
                self._wait(select.POLLOUT, deadline, None, nothing)
            except (BrokenPipeError, ConnectionResetError):
                raise PeerGone from None

    def _receive_exactly(
        self, length: int, deadline: float | None, watch: int | None, meanwhile: Callable[[], None]
    ) -> bytes:
        parts = bytearray()
        while len(parts) < length:
            try:
                part = self._socket.recv(min(length - len(parts), CHUNK))
            except BlockingIOError:
                self._wait(select.POLLIN, deadline, watch, meanwhile)
                continue
            except ConnectionResetError:
                raise PeerGone from None
            if not part:
                raise PeerGone
            parts += part
            if deadline is not None and time.monotonic() > deadline:
                raise DeadlinePassed
        return bytes(parts)

    def _wait(self, event: int, deadline: float | None, watch: int | None, meanwhile: Callable[[], None]) -> None:
        poll = select.poll()
        poll.register(self._socket, event)
        if watch is not None:
            poll.register(watch, select.POLLIN)
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            raise DeadlinePassed
        ready = poll.poll(None if left is None else left * 1000 + 1)
        if any(descriptor == watch for descriptor, _ in ready):
            meanwhile()


def is_ours(connection: socket.socket) -> bool:
    """Whether a process of this user is at the other end (Linux)."""
    peer = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, PEER.size)
    return bool(PEER.unpack(peer)[1] == os.geteuid())
