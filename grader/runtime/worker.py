"""The worker process: answers the judge's questions about one submission until the judge hangs up."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile

import tensorflow as tf

from grader.runtime import codec
from grader.runtime.frames import MAX_FRAME, Channel, PeerGone
from grader.runtime.service import Service


def serve(channel: Channel, scratch: str) -> None:
    """Runs inside the lock; `scratch` is the only folder that may be written."""
    os.chdir(scratch)
    tempfile.tempdir = scratch
    os.environ.update(HOME=scratch, TMPDIR=scratch)
    sys.stdin = open(os.devnull)  # noqa: SIM115  # lives as long as the process
    sys.stdout = open(1, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    tf.constant(0.0)  # starts the runtime while the judge is still collecting its checks
    service = Service()
    while True:
        try:
            question = channel.receive()
        except PeerGone:
            return
        identity, op, *fields = codec.from_bytes(question)
        answer = codec.to_bytes([identity, *service.handle(op, fields)])
        if len(answer) > MAX_FRAME:
            answer = codec.to_bytes([identity, "unreadable", f"an answer of {len(answer)} bytes"])
        with contextlib.suppress(Exception):  # the student may have closed or replaced them
            sys.stdout.flush()
            sys.stderr.flush()
        channel.send(answer)
