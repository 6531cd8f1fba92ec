"""The worker process: answers the judge's questions about one submission until the judge hangs up."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import threading
from multiprocessing.context import BaseContext
from pathlib import Path

import msgspec
import tensorflow as tf

from grader.boundary.arguments import ArgumentMemory
from grader.boundary.frames import Frames, PeerGone
from grader.boundary.protocol import Answer, Answered, Asked, Late
from grader.worker.alarm import alarm
from grader.worker.handlers import Service
from grader.worker.loading import TimeUp

PART = 0.95
"""Part of the time for an answer; the rest is for reporting where the time went."""


def serve(channel: Frames, scratch: str, memory: int | None = None) -> None:
    """Runs inside the lock; `scratch` is the only folder that may be written, `memory` is shared with the judge."""
    os.chdir(scratch)
    tempfile.tempdir = scratch
    os.environ.update(HOME=scratch, TMPDIR=scratch)
    sys.breakpointhook = lambda *args, **kwargs: None  # nobody debugs here
    sys.stdin = open(os.devnull)  # noqa: SIM115  # lives as long as the process
    sys.stdout = open(1, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    for name in ("Lock", "RLock", "Semaphore", "BoundedSemaphore", "Condition", "Event"):
        # a worker starts no process, and there is no shared memory for locks of several: Keras reads folders with these
        setattr(BaseContext, name, staticmethod(getattr(threading, name)))
    tf.constant(0.0)  # starts the runtime while the judge is still collecting its checks
    service = Service(Path(scratch), ArgumentMemory(memory))
    while True:
        try:
            question = channel.receive()
        except PeerGone:
            return
        asked = msgspec.msgpack.decode(question, type=Asked)
        answer = Answered(asked.id, _in_time(service, asked)).frame()
        with contextlib.suppress(Exception):  # the student may have closed or replaced them
            sys.stdout.flush()
            sys.stderr.flush()
        channel.send(answer)


def _in_time(service: Service, asked: Asked) -> Answer:
    """The answer, or the place where the submission is when its time is nearly up."""
    try:
        with alarm(max(0.001, PART * asked.seconds)):
            return service.handle(asked.question)
    except TimeUp:
        return Late()
