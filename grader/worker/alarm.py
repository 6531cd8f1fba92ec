"""Interrupts the submission when its time is nearly up.

This only makes the report more helpful: the judge's deadline ends a loop in C or one that catches everything.
"""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Iterator

from grader.worker.loading import TimeUp


@contextlib.contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """Raises TimeUp in the calling thread, which is the main one, after so many seconds."""
    if sys.platform == "win32":
        # a signal that a thread raises reaches the main one, and wakes it up
        timer = threading.Timer(seconds, signal.raise_signal, [signal.SIGINT])
        signal.signal(signal.SIGINT, _time_is_up)  # each time: the submission may have set another one
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
    else:
        signal.signal(signal.SIGALRM, _time_is_up)
        try:
            signal.setitimer(signal.ITIMER_REAL, seconds)
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)


def _time_is_up(signum: int, frame: object) -> None:
    raise TimeUp
