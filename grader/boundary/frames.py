"""Frames between two processes, whatever carries them: caps, deadlines, and what goes wrong."""

from __future__ import annotations

from typing import Protocol

from grader.feedback import Problem, phrase

MAX_FRAME = 8 * 1024 * 1024


class FrameError(Problem):
    """The peer sent something that is not a frame, or more than a frame may hold."""


class PeerGone(Exception):
    """The peer closed its end, or died."""


class DeadlinePassed(Exception):
    """The peer did not finish in time."""


class Frames(Protocol):
    """One end of a connection. `deadline` is an absolute `time.monotonic()` value or None for no limit."""

    def send(self, payload: bytes, deadline: float | None = None) -> None:
        """Sends one frame; FrameError when it is above the cap, PeerGone, DeadlinePassed."""

    def receive(self, deadline: float | None = None) -> bytes:
        """Receives one frame; FrameError, PeerGone, DeadlinePassed."""

    def has_input(self) -> bool:
        """Whether bytes are waiting: between an answer and the next question, nothing may be. PeerGone."""

    def close(self) -> None:
        """Hangs up."""


def check_size(size: int) -> None:
    """FrameError for a payload that is too large to be sent."""
    if size > MAX_FRAME:
        raise FrameError(phrase("a frame has {size} bytes, but at most {most} are allowed", size=size, most=MAX_FRAME))
